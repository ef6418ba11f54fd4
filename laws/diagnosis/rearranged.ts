/** Guesses that the gradient is right, but rearranged or changed afterwards. */
import { elementCount } from '../../src/tensor/Shape.js'
import { numbersOf } from '../value/Numbers.js'
import { at, type Evidence, gradientAt, norm, type Row } from './Evidence.js'
import { type Change, movedOut, repeated, reversed, shifted, summed, transposed, turned } from './axes.js'
import { type Guess } from './Guess.js'

const guess = (cause: string, row: Guess['row']): Guess => ({ cause, row })

const axes = [0, 1, 2, 3]

/** Examples are the first axis of an input; parameters have none. */
const onAxes = (
  cause: (axis: string) => string,
  change: (shape: readonly number[], axis: number) => Change
): readonly Guess[] =>
  (['input', 'parameters'] as const).flatMap(part =>
    axes.map(axis =>
      guess(cause(part === 'input' && axis === 0 ? 'the examples' : `axis ${axis}`), ({ place, isWhole, numeric }) =>
        isWhole && place.part === part && axis < place.shape.length ? change(place.shape, axis)(numeric) : undefined
      )
    )
  )

const transposes: readonly Guess[] = axes.flatMap(axis =>
  axes
    .slice(axis + 1)
    .map(other =>
      guess(
        axis === 0 && other === 1
          ? 'a transpose: rows and columns are exchanged'
          : `a transpose: axes ${axis} and ${other} are exchanged`,
        ({ place: { shape }, isWhole, numeric }) =>
          isWhole && other < shape.length ? transposed(shape, axis, other)(numeric) : undefined
      )
    )
)

/** J dy, if there are as many outputs as entries. */
const untransposed: Guess = guess(
  'a transpose: the output gradient is multiplied by the Jacobian instead of its transpose',
  ({ columns, isWhole, outputGradient }) =>
    isWhole && columns.length === outputGradient.length
      ? outputGradient.map((_, o) => columns.reduce((sum, column, i) => sum + at(column, o) * at(outputGradient, i), 0))
      : undefined
)

/** The gradient of another tensor of the same size. */
const ofOthers = ({ places, place }: Evidence): readonly Guess[] =>
  places.flatMap((other, which) =>
    other.name === place.name
      ? []
      : [
          guess(
            other.part === place.part
              ? `swapped: the gradient is that of another ${other.part === 'parameters' ? 'parameter' : 'part'}, ${other.name}`
              : `the gradient is that of ${other.name}`,
            ({ drawn, places, place, entries }) => {
              const other = places[which]
              return other && elementCount(other.shape) === elementCount(place.shape)
                ? gradientAt(drawn, other, entries)
                : undefined
            }
          )
        ]
  )

const ofOutput = ({ drawn, entries, isWhole }: Evidence): Row | undefined => {
  const dy = Array.from(numbersOf(drawn.outputGradient))
  return isWhole && dy.length === entries.length ? dy : undefined
}

export const rearranged = (evidence: Evidence): readonly Guess[] => [
  guess('the output gradient is passed on unchanged: the Jacobian is missing', ofOutput),
  ...ofOthers(evidence),
  ...transposes,
  untransposed,
  ...onAxes(axis => `permuted: the gradient is reversed along ${axis} (flipped, or in the opposite order)`, reversed),
  guess('permuted: the gradient is in the opposite order', ({ numeric, isWhole }) =>
    isWhole ? numeric.toReversed() : undefined
  ),
  ...onAxes(
    axis => `permuted: the gradient is shifted along ${axis} (off by one)`,
    (shape, axis) => shifted(shape, axis, 1)
  ),
  ...onAxes(
    axis => `permuted: the gradient is shifted along ${axis} (off by one)`,
    (shape, axis) => shifted(shape, axis, -1)
  ),
  ...[1, -1].flatMap(by =>
    onAxes(
      axis => `permuted: the gradient is shifted along ${axis} (off by one), with zeros at the edge`,
      (shape, axis) => movedOut(shape, axis, by)
    )
  ),
  guess(
    'permuted: the gradient is rotated by 180°, reversed along both of the last axes (flipped by mistake, or not flipped)',
    ({ numeric, place, isWhole }) => (isWhole && place.shape.length > 2 ? turned(place.shape)(numeric) : undefined)
  ),
  ...onAxes(axis => `each entry has the sum over all of ${axis}`, summed),
  guess('each entry has the sum over all entries', ({ numeric, isWhole }) =>
    isWhole ? numeric.map(() => numeric.reduce((a, b) => a + b, 0)) : undefined
  ),
  ...onAxes(
    axis => `the gradient of the first index along ${axis} is used for all indices`,
    (shape, axis) => repeated(shape, axis, 0)
  ),
  guess('the sign of the gradient is lost: its absolute value is used', ({ numeric }) => numeric.map(Math.abs)),
  guess('only the sign of the gradient is used', ({ numeric }) => numeric.map(Math.sign)),
  guess('the gradient is squared', ({ numeric }) => numeric.map(x => x * x)),
  guess('the gradient is normalised to length 1', ({ numeric, isWhole }) => {
    const length = Math.hypot(...numeric)
    return isWhole && length > 0 ? numeric.map(x => x / length) : undefined
  }),
  guess('the gradient is normalised to a largest entry of 1', ({ numeric, isWhole }) => {
    const largest = norm(numeric)
    return isWhole && largest > 0 ? numeric.map(x => x / largest) : undefined
  })
]
