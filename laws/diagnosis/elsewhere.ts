/** Guesses that the derivative is right, but at other parameters or at another input. */
import { elementCount } from '../../src/tensor/Shape.js'
import { mapBatches, type Value } from '../../src/algebra/Value.js'
import { type Case } from '../generator/layer.js'
import { numbersOf, sameShapes, withNumbers } from '../value/Numbers.js'
import { forward, run } from '../value/Passes.js'
import { at, close, dot, type Evidence, gradientAt, type Place, placed, type Row, valueAt } from './Evidence.js'
import { repeated, reversed, shifted, summed, transposed, turned } from './axes.js'
import { type Guess } from './Guess.js'

/** Undefined if the layer throws at the changed numbers. */
const gradientOrNothing = (drawn: Case, { place, entries }: Evidence): Row | undefined => {
  try {
    return gradientAt(drawn, place, entries)
  } catch {
    return undefined
  }
}

const guess = (cause: string, change: (evidence: Evidence) => Partial<Case> | undefined): Guess => ({
  cause,
  row: evidence => {
    const changed = change(evidence)
    if (changed === undefined) return undefined
    const row = gradientOrNothing({ ...evidence.drawn, ...changed }, evidence)
    return row?.every(Number.isFinite) === true ? row : undefined
  }
})

type Change = (row: Row, place: Place) => Row | undefined

/** Changes of the numbers of one tensor before backward uses them. */
const changes: readonly (readonly [cause: (name: string) => string, change: Change])[] = [
  [name => `as if ${name} were 1: the gradient is not multiplied by ${name}`, row => row.map(() => 1)],
  [name => `a dropped term: as if ${name} were 0`, row => row.map(() => 0)],
  [
    name => `a transpose: the gradient is computed with the transpose of ${name}`,
    (row, { shape }) => (shape.length >= 2 ? transposed(shape, shape.length - 2, shape.length - 1)(row) : undefined)
  ],
  [name => `the gradient is computed with the absolute value of ${name}`, row => row.map(Math.abs)],
  [name => `as if ${name} had the opposite sign`, row => row.map(x => -x)],
  [name => `the gradient is computed with the square of ${name}`, row => row.map(x => x * x)],
  [
    name => `the gradient is computed with ${name} reversed: flipped by mistake, or not flipped`,
    row => row.toReversed()
  ],
  [
    name => `the gradient is computed with ${name} rotated by 180°: flipped by mistake, or not flipped`,
    (row, { shape }) => (shape.length > 2 ? turned(shape)(row) : undefined)
  ],
  ...[0, 1, 2].flatMap((axis): readonly (readonly [(name: string) => string, Change])[] => [
    [
      name => `the gradient is computed with ${name} reversed along axis ${axis}`,
      (row, { shape }) => (axis < shape.length ? reversed(shape, axis)(row) : undefined)
    ],
    [
      name => `off by one: the gradient is computed with ${name} shifted along axis ${axis}`,
      (row, { shape }) => (axis < shape.length ? shifted(shape, axis, 1)(row) : undefined)
    ],
    [
      name => `the gradient is computed with the first index of ${name} along axis ${axis} for all indices`,
      (row, { shape }) => (axis < shape.length ? repeated(shape, axis, 0)(row) : undefined)
    ],
    [
      name => `the gradient is computed with the mean of ${name} along axis ${axis}`,
      (row, { shape }) => (axis < shape.length ? summed(shape, axis)(row).map(x => x / (shape[axis] ?? 1)) : undefined)
    ]
  ])
]

/** One guess for each change of each tensor of a layer. */
const throughOthers = ({ places }: Evidence): readonly Guess[] =>
  places.flatMap((_, which) =>
    changes.map(([cause, change]) =>
      guess(cause(places[which]?.name ?? ''), evidence => {
        const place = evidence.places[which]
        const row = place && change(valueAt(evidence.drawn, place), place)
        return place && row && placed(evidence.drawn, place, row)
      })
    )
  )

/** One tensor in place of another of the same size. */
const mistaken = ({ places }: Evidence): readonly Guess[] =>
  places.flatMap((one, i) =>
    places.flatMap((other, j) =>
      i === j
        ? []
        : [
            guess(`the gradient is computed with ${other.name} instead of ${one.name}`, evidence => {
              const [to, from] = [evidence.places[i], evidence.places[j]]
              return to && from && elementCount(to.shape) === elementCount(from.shape)
                ? placed(evidence.drawn, to, valueAt(evidence.drawn, from))
                : undefined
            })
          ]
    )
  )

const outputOf = ({ layer, params, input }: Case): Value => forward(layer, params, input)[0]

/** The gradient at parameters that were moved along their own gradient. The numbers give the learning rate. */
const updated: Guess = {
  cause: 'the parameters were updated before they were used (stale or updated parameters)',
  row: ({ drawn, place, entries, analytic, numeric }) => {
    if (drawn.params.length === 0) return undefined
    const { layer, params, input, outputGradient } = drawn
    const steps = numbersOf(run(layer, params, input, outputGradient).paramsGradient)
    const moved = numbersOf(params).map((x, i) => x - (steps[i] ?? NaN))
    const there = gradientAt({ ...drawn, params: withNumbers(params)(moved) }, place, entries)
    const change = there.map((x, i) => x - at(numeric, i))
    const off = analytic.map((x, i) => x - at(numeric, i))
    const rate = dot(off, change) / dot(change, change)
    return numeric.map((x, i) => x + rate * at(change, i))
  }
}

const ofFirst = mapBatches(tensor => withNumbers(tensor)(repeated(tensor.shape, 0, 0)(Array.from(numbersOf(tensor)))))

const nextExample = mapBatches(tensor =>
  withNumbers(tensor)(shifted(tensor.shape, 0, 1)(Array.from(numbersOf(tensor))))
)

/** All guesses for a layer, built from one of its draws. */
export const elsewhere = (evidence: Evidence): readonly Guess[] => [
  guess('the derivative is evaluated at the output instead of the input', ({ drawn }) =>
    sameShapes(outputOf(drawn), drawn.input) ? { input: outputOf(drawn) } : undefined
  ),
  ...(evidence.drawn.params.length > 0 && evidence.place.part === 'input' ? [updated] : []),
  guess('the input of the first example is used for all examples', ({ drawn }) => ({ input: ofFirst(drawn.input) })),
  guess('off by one: the input of the next example is used', ({ drawn }) => ({ input: nextExample(drawn.input) })),
  // Too slow for a large layer.
  ...(evidence.isWhole ? [...throughOthers(evidence), ...mistaken(evidence)] : []),
  ...(evidence.place.part === 'parameters' ? [updated] : [])
]

/** Whether the layer's backward would be right if the cache held the output instead of the input. */
export const isWrittenForOutput = (all: readonly Evidence[]): boolean =>
  all.every(({ drawn, place, numeric, isWhole }) => {
    const output = outputOf(drawn)
    if (place.part === 'parameters' || !isWhole || !sameShapes(output, drawn.input)) return false
    const { inputGradient } = run(drawn.layer, drawn.params, output, drawn.outputGradient)
    return close(Array.from(numbersOf(inputGradient)), numeric)
  })
