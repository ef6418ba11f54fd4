/** Steps of other operations. */
import { eager } from '../../src/algebra/eager.js'
import { type KernelWindow, bothSides } from '../../src/algebra/kernel/Window.js'
import { filledTensor } from '../../src/tensor/Tensor.js'
import { type Entry, type Replacement, valueOf } from '../program/Tape.js'
import { operand } from './sites.js'

/** Steps of other operations, or with other settings, that are mistaken for those of an entry. */
export const otherSteps = ({
  op,
  arguments: given
}: Entry): readonly { readonly text: string; readonly of: Replacement }[] => {
  const setting = (text: string, i: number, value: unknown) => ({
    text,
    of: { values: (entry: Entry) => entry.arguments.map((argument, j) => (j === i ? value : valueOf(argument))) }
  })
  const step = (text: string, cotangent: NonNullable<Replacement['cotangent']>) => ({ text, of: { cotangent } })
  const windowed = (window: KernelWindow, i: number) => {
    const pads = bothSides(window.padding)
    return [
      setting('the stride is ignored: the windows move by one pixel in the gradient through', i, {
        ...window,
        stride: 1
      }),
      setting('the dilation is ignored: the kernel is not spaced in the gradient through', i, {
        ...window,
        dilation: 1
      }),
      ...[-1, 1].map(by =>
        setting('a wrong padding: shifted by one pixel in the gradient through', i, {
          ...window,
          padding: pads.map(pad => pad + by)
        })
      ),
      setting('the padding is forgotten: shifted in the gradient through', i, { ...window, padding: 0 })
    ]
  }
  const window = given.find(isWindow)
  const kind: string = op
  switch (kind) {
    case 'convolution':
    case 'convolutionInputGradient':
      return window === undefined ? [] : windowed(window, 2)
    case 'averagePool':
      return window === undefined ? [] : windowed(window, 1)
    case 'maxPool':
      return window === undefined
        ? []
        : [
            ...windowed(window, 1),
            step(
              'the gradient of average pooling is used: it is shared by the whole window, instead of going to the maximum of',
              (_, __, found, dy) => eager.averagePoolGradient(found.shape, dy, window)
            ),
            step(
              'every number of the window gets the whole gradient, instead of only the maximum of',
              (_, __, found, dy) =>
                eager.multiply(
                  found.shape,
                  eager.averagePoolGradient(found.shape, dy, window),
                  bothSides(window.size).reduce((a, b) => a * b, 1)
                )
            ),
            step(
              'where windows overlap, the gradients of several windows are averaged instead of added up: the maximum of',
              (entry, _, found, dy) => {
                const count = eager.maxPoolGradient(
                  found.shape,
                  operand(entry, 0).value,
                  filledTensor(dy.shape, 1),
                  window
                )
                return eager.divide(found.shape, found, eager.maximum(found.shape, count, 1))
              }
            )
          ]
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
          'permuted: the axes are not exchanged back, only reshaped (a missing transpose), in the gradient of',
          (_, __, found, dy) => eager.reshape(found.shape, dy)
        )
      ]
    default:
      return []
  }
}

const isWindow = (argument: unknown): argument is KernelWindow =>
  typeof argument === 'object' && argument !== null && 'stride' in argument && 'padding' in argument
