import { type Layer } from '../Layer.js'
import { inSequence } from '../andThen.js'
import { positiveInteger } from '../../tensor/Shape.js'
import { type Params, type Value } from '../../algebra/Value.js'

/** Type of n concatenated copies of the parameters. A list of unknown length if n is known only at run time. */
export type Repeated<N extends number, P extends Params> = number extends N
  ? readonly P[number][]
  : Copies<N, P, [], readonly []>

type Copies<
  N extends number,
  P extends Params,
  Counted extends readonly unknown[],
  All extends Params
> = Counted['length'] extends N ? All : Copies<N, P, [...Counted, unknown], readonly [...All, ...P]>

/**
 * Repeats a layer n times in sequence, every time with its own parameters.
 *
 *     repeat(3, f) = f ; f ; f
 *
 * @param times number of repetitions
 * @param repeated the layer, whose output must have the type of its input
 * @throws RangeError if `times` is not a positive integer
 * @throws ShapeError if the output of the layer is known not to fit its input
 * @example repeat(4, pipe(dense(8, 8), andThen(relu())))
 */
export const repeat = <const N extends number, P extends Params, A extends Value>(
  times: N,
  repeated: Layer<P, A, A>
): Layer<Repeated<N, P>, A, A> => {
  positiveInteger('repeat: times', times)
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- TypeScript cannot count the iterations
  return inSequence(Array.from({ length: times }, () => repeated)) as unknown as Layer<Repeated<N, P>, A, A>
}
