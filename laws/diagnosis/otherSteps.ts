/** Steps of other operations, or with other settings, that are mistaken for the right ones. */
import { eager } from '../../src/algebra/eager.js'
import { type KernelWindow, bothSides } from '../../src/algebra/kernel/Window.js'
import { type AnyTensor, filledTensor } from '../../src/tensor/Tensor.js'
import { type Entry, type Replacement, valueOf } from '../program/Tape.js'
import { forgottenOperations } from './forgottenSteps.js'
import { type Hypothesis, replacing } from './Hypothesis.js'
import { type Site, type Steps, changed, operand, operandsOf } from './sites.js'

interface Step {
  readonly text: string
  readonly of: Replacement
}

const step = (text: string, cotangent: NonNullable<Replacement['cotangent']>): Step => ({ text, of: { cotangent } })

/** The step of an operation of windows, with other settings. */
const windowed = (window: KernelWindow, i: number): readonly Step[] => {
  const setting = (text: string, change: Partial<KernelWindow>): Step => {
    const other = { ...window, ...change }
    const values = ({ arguments: given }: Entry) => given.map((argument, j) => (j === i ? other : valueOf(argument)))
    return { text: `${text} in the gradient through`, of: { values } }
  }
  const [rows, columns] = bothSides(window.padding)
  return [
    setting('the stride is ignored: the windows move by one pixel', { stride: 1 }),
    setting('the dilation is ignored: the kernel is not spaced', { dilation: 1 }),
    ...[-1, 1].map(by => setting('a wrong padding: shifted by one pixel', { padding: [rows + by, columns + by] })),
    setting('the padding is forgotten: shifted', { padding: 0 })
  ]
}

/** Steps of max pooling that give the gradient to other numbers of the window. */
const shared = (window: KernelWindow): readonly Step[] => [
  step(
    'the gradient of average pooling is used: it is shared by the whole window, instead of going to the maximum of',
    (_, __, found, dy) => eager.averagePoolGradient(found.shape, dy, window)
  ),
  step(
    'where windows overlap, the gradients of several windows are averaged instead of added up: the maximum of',
    (entry, _, found, dy) => {
      const ones = filledTensor(dy.shape, 1)
      const count = eager.maxPoolGradient(found.shape, operand(entry, 0).value, ones, window)
      return eager.divide(found.shape, found, eager.maximum(found.shape, count, 1))
    }
  )
]

/** dy without a slope that the last operation has. */
const divided = (dy: AnyTensor, y: AnyTensor, slope: (y: number) => number): AnyTensor =>
  eager.divide(dy.shape, dy, changed(y, row => row.map(slope)) ?? y)

/** Steps that are mistaken for those of an entry. */
const stepsFor = ({ op, arguments: given }: Entry): readonly Step[] => {
  const window = given.find(isWindow)
  const kind: string = op
  switch (kind) {
    case 'output':
      return [
        step('the slope of tanh, 1 − y², is missing in the gradient from', (entry, _, __, dy) =>
          divided(dy, entry.value, y => 1 - y * y)
        ),
        step('the slope of the sigmoid, y (1 − y), is missing in the gradient from', (entry, _, __, dy) =>
          divided(dy, entry.value, y => y * (1 - y))
        )
      ]
    case 'convolution':
    case 'convolutionInputGradient':
      return window === undefined ? [] : windowed(window, 2)
    case 'averagePool':
      return window === undefined ? [] : windowed(window, 1)
    case 'maxPool':
      return window === undefined ? [] : [...windowed(window, 1), ...shared(window)]
    case 'where':
      return [1, 2].map(k =>
        step(
          'the mask is missing: the gradient also flows where the other branch is used (positive or negative numbers), by the sign of',
          (_, i, found, dy) => (i === k ? dy : found)
        )
      )
    case 'maximum':
    case 'minimum':
      return [
        step(
          'the mask is missing: the gradient also flows where the other operand is used, in the maximum or minimum of',
          (_, __, ___, dy) => dy
        )
      ]
    case 'permute':
      return [
        step(
          'a transpose is missing: the axes are not exchanged back, only reshaped, in the gradient of',
          (_, __, found, dy) => eager.reshape(found.shape, dy)
        )
      ]
    default:
      return []
  }
}

const isWindow = (argument: unknown): argument is KernelWindow =>
  typeof argument === 'object' && argument !== null && 'stride' in argument && 'padding' in argument

/** The step of another operation, to all operands or to one of them. */
const otherOperations = (site: Site, { name }: Steps): readonly Hypothesis[] => {
  const { first, placeOf } = site
  const operands = operandsOf(site)
  return stepsFor(first).flatMap(({ text, of }) =>
    [undefined, ...operands].map(only => {
      const applies = (entry: Entry, k: number) => placeOf(entry) >= 0 && (only === undefined || only.k === k)
      return {
        text: () =>
          `${text} ${name(operand(first, 0))}${only === undefined ? '' : `, in the gradient of ${name(only.of)}`}`,
        isExact: true,
        rows: replacing(() => ({
          values: (entry, k) => (applies(entry, k) ? of.values?.(entry, k) : undefined),
          cotangent: (entry, k, found, dy) =>
            applies(entry, k) ? (of.cotangent?.(entry, k, found, dy) ?? found) : found
        }))
      }
    })
  )
}

/** The steps of other operations, and operations that are left out, site by site. */
export const otherSteps = function* (steps: Steps): Generator<Hypothesis> {
  for (const site of steps.sites) {
    yield* otherOperations(site, steps)
    yield* forgottenOperations(site, steps)
  }
}
