/**
 * Guesses that one tensor outside of the layer was changed: the gradient itself, the output gradient dy′ of Jᵀ dy′, or a parameter
 * or an input at which J is taken. A missing sum is such a case: the gradient of the first example only belongs to an output gradient
 * that is zero for all other examples.
 */
import { elementCount, type Shape } from '../../src/tensor/Shape.js'
import { mapBatches, type Value } from '../../src/algebra/Value.js'
import { type Case } from '../generator/layer.js'
import { numbersOf, sameShapes, withNumbers } from '../value/Numbers.js'
import { forward, run } from '../value/Passes.js'
import { only, repeated, shifted } from './axes.js'
import { changes } from './changes.js'
import { at, dot, type Evidence, gradientAt, norm, type Place, placed, type Row, valueAt } from './Evidence.js'
import { type Guess } from './Guess.js'

const guess = (cause: string, row: Guess['row']): Guess => ({
  cause,
  row: evidence => {
    try {
      const found = row(evidence)
      return found?.every(Number.isFinite) === true ? found : undefined
    } catch {
      // The layer throws at the changed numbers.
      return undefined
    }
  }
})

/** Jᵀ dy′ */
export const pulledBack = ({ columns }: Evidence, outputGradient: Row): Row =>
  columns.map(column => dot(outputGradient, column))

const axisNamed =
  (isBatch: boolean) =>
  (axis: number): string =>
    isBatch && axis === 0 ? 'the examples' : `axis ${axis}`

/** Changes of the gradient after it was computed. */
const ofGradient: readonly Guess[] = [
  ...([true, false] as const).flatMap(isInput =>
    changes.map(({ text, of }) =>
      guess(text('the gradient', axisNamed(isInput)), ({ place, isWhole, numeric }) =>
        isWhole && (place.part === 'input') === isInput ? of(place.shape, numeric) : undefined
      )
    )
  ),
  guess('each entry has the sum over all entries', ({ numeric, isWhole }) =>
    isWhole ? numeric.map(() => numeric.reduce((a, b) => a + b, 0)) : undefined
  ),
  guess('the gradient is normalised to length 1', ({ numeric, isWhole }) =>
    isWhole ? numeric.map(x => x / Math.hypot(...numeric)) : undefined
  ),
  guess('the gradient is normalised to a largest entry of 1', ({ numeric, isWhole }) =>
    isWhole ? numeric.map(x => x / norm(numeric)) : undefined
  ),
  guess(
    'a transpose: the output gradient is multiplied by the Jacobian instead of its transpose',
    ({ columns, isWhole, outputGradient }) =>
      isWhole && columns.length === outputGradient.length
        ? outputGradient.map((_, o) =>
            columns.reduce((sum, column, i) => sum + at(column, o) * at(outputGradient, i), 0)
          )
        : undefined
  ),
  guess(
    'the output gradient is passed on unchanged: the Jacobian is missing',
    ({ entries, isWhole, outputGradient }) =>
      isWhole && outputGradient.length === entries.length ? outputGradient : undefined
  )
]

const ofOutput = (cause: string, f: (dy: number, y: number) => number): Guess =>
  guess(cause, evidence =>
    pulledBack(
      evidence,
      evidence.outputGradient.map((dy, o) => f(dy, at(evidence.output, o)))
    )
  )

const only_ = (cause: string, axis: number, index: (shape: Shape) => number): Guess =>
  guess(cause, evidence => {
    const { outputShape: shape, outputGradient } = evidence
    return axis < shape.length
      ? pulledBack(evidence, only(shape, axis, i => i === index(shape))(outputGradient))
      : undefined
  })

/** One term of a sum, for a gradient that is assigned instead of added: the first or the last output that depends on an entry. */
const termOf =
  (which: (column: Row) => number): Guess['row'] =>
  ({ columns, outputGradient }) =>
    columns.map(column => {
      const o = which(column)
      return o === -1 ? 0 : at(outputGradient, o) * at(column, o)
    })

const ofOutputGradient: readonly Guess[] = [
  ...[0, 1, 2, 3].flatMap(axis => {
    const sum = axis === 0 ? 'a missing batch sum' : `a missing sum over axis ${axis} of the output`
    const one = axis === 0 ? 'example' : 'index'
    return [
      only_(`${sum}: the gradient is that of the first ${one} only`, axis, () => 0),
      only_(`${sum}: the gradient is that of the last ${one} only`, axis, shape => (shape[axis] ?? 1) - 1)
    ]
  }),
  ofOutput('the output gradient is ignored: 1 is used instead', () => 1),
  ...changes.map(({ text, of }) =>
    guess(text('the output gradient', axisNamed(true)), evidence => {
      const row = of(evidence.outputShape, evidence.outputGradient)
      return row && pulledBack(evidence, row)
    })
  ),
  ofOutput('the output gradient is multiplied by the output', (dy, y) => dy * y),
  ofOutput('the output gradient is divided by the output', (dy, y) => dy / y),
  guess(
    'overwritten instead of added up: of the outputs that depend on an entry, only the last counts',
    termOf(column => column.findLastIndex(slope => slope !== 0))
  ),
  guess(
    'of the outputs that depend on an entry, only the first counts: the sum over the others is missing',
    termOf(column => column.findIndex(slope => slope !== 0))
  )
]

const outputOf = ({ layer, params, input }: Case): Value => forward(layer, params, input)[0]

const elsewhere = (cause: string, change: (evidence: Evidence) => Partial<Case> | undefined): Guess =>
  guess(cause, evidence => {
    const changed = change(evidence)
    return changed && gradientAt({ ...evidence.drawn, ...changed }, evidence.place, evidence.entries)
  })

/** The gradient at parameters that were moved along their own gradient. The numbers give the learning rate. */
const updated: Guess = guess(
  'the parameters were updated before they were used (stale or updated parameters)',
  ({ drawn, place, entries, analytic, numeric }) => {
    const { layer, params, input, outputGradient } = drawn
    if (params.length === 0) return undefined
    const steps = numbersOf(run(layer, params, input, outputGradient).paramsGradient)
    const moved = numbersOf(params).map((x, i) => x - (steps[i] ?? NaN))
    const there = gradientAt({ ...drawn, params: withNumbers(params)(moved) }, place, entries)
    const change = there.map((x, i) => x - at(numeric, i))
    const off = analytic.map((x, i) => x - at(numeric, i))
    const rate = dot(off, change) / dot(change, change)
    // One number always has a rate.
    return entries.length > 1 ? numeric.map((x, i) => x + rate * at(change, i)) : undefined
  }
)

const constants: readonly (readonly [text: (name: string) => string, f: (x: number) => number])[] = [
  [name => `as if ${name} were 1: the gradient is not multiplied by ${name}`, () => 1],
  [name => `a dropped term: as if ${name} were 0`, () => 0],
  [name => `as if ${name} had the opposite sign`, x => -x]
]

const ofExamples = (change: (shape: Shape) => (row: Row) => Row) =>
  mapBatches(tensor => withNumbers(tensor)(change(tensor.shape)(Array.from(numbersOf(tensor)))))

/** The Jacobian at other numbers of one tensor, and gradients of other tensors. */
const ofTensors = ({ places }: Evidence): readonly Guess[] =>
  places.flatMap(({ name }, which) => {
    const at = (text: string, change: (row: Row, place: Place) => Row | undefined): Guess =>
      elsewhere(text, evidence => {
        const place = evidence.places[which]
        const row = place && change(valueAt(evidence.drawn, place), place)
        return place && row && placed(evidence.drawn, place, row)
      })
    return [
      guess(`swapped: the gradient is that of another tensor, ${name}`, ({ drawn, places, place, entries }) => {
        const other = places[which]
        return other && other.name !== place.name && elementCount(other.shape) === elementCount(place.shape)
          ? gradientAt(drawn, other, entries)
          : undefined
      }),
      ...constants.map(([text, f]) => at(text(name), row => row.map(f))),
      ...changes.map(({ text, of }) =>
        at(`the gradient is computed with other numbers: ${text(name, axisNamed(false))}`, (row, { shape }) =>
          of(shape, row)
        )
      ),
      ...places.flatMap((other, i) =>
        i === which
          ? []
          : [
              elsewhere(`the gradient is computed with ${other.name} instead of ${name}`, ({ drawn, places }) => {
                const [to, from] = [places[which], places[i]]
                return to && from && elementCount(to.shape) === elementCount(from.shape)
                  ? placed(drawn, to, valueAt(drawn, from))
                  : undefined
              })
            ]
      )
    ]
  })

/** All guesses for a layer, built from one of its draws. */
export const places = (evidence: Evidence): readonly Guess[] => [
  ...ofGradient,
  ...ofOutputGradient,
  elsewhere('the derivative is evaluated at the output instead of the input', ({ drawn }) =>
    sameShapes(outputOf(drawn), drawn.input) ? { input: outputOf(drawn) } : undefined
  ),
  updated,
  elsewhere('the input of the first example is used for all examples', ({ drawn }) => ({
    input: ofExamples(shape => repeated(shape, 0, 0))(drawn.input)
  })),
  elsewhere('off by one: the input of the next example is used', ({ drawn }) => ({
    input: ofExamples(shape => shifted(shape, 0, 1))(drawn.input)
  })),
  // Too slow for a large layer.
  ...(evidence.isWhole ? ofTensors(evidence) : [])
]
