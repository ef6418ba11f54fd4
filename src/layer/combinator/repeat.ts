/**
 * A layer n times in sequence, each with parameters of its own.
 *
 *     repeat(3, f) = f ; f ; f
 */
import { andThen, type Layer } from '../Layer.js'
import { positiveInteger } from '../../tensor/Shape.js'
import { type Params, type Value } from '../../algebra/Value.js'

/** n copies of the parameters, one after the other; a list of unknown length where n is known only at run time. */
export type Repeated<N extends number, P extends Params> = number extends N
  ? readonly P[number][]
  : Copies<N, P, [], readonly []>

type Copies<
  N extends number,
  P extends Params,
  Counted extends readonly unknown[],
  All extends Params
> = Counted['length'] extends N ? All : Copies<N, P, [...Counted, unknown], readonly [...All, ...P]>

export const repeat = <const N extends number, P extends Params, A extends Value>(
  times: N,
  repeated: Layer<P, A, A>
): Layer<Repeated<N, P>, A, A> => {
  positiveInteger('repeat: times', times)
  const chain = Array.from({ length: times - 1 }).reduce<Layer<Params, A, A>>(
    all => widen(andThen(repeated)(all)),
    widen(repeated)
  )
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the checker cannot count a loop
  return chain as unknown as Layer<Repeated<N, P>, A, A>
}

/** Forgets which parameters; only `repeat`, which knows how many, may. */
const widen = <P extends Params, A extends Value>(known: Layer<P, A, A>): Layer<Params, A, A> =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- undone by the cast above
  known as unknown as Layer<Params, A, A>
