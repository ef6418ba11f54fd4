import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { type Half } from '../combinator/halves.js'
import { type Layer } from '../Layer.js'
import { gated } from './gated.js'
import { sigmoid } from './sigmoid.js'

/**
 * Gated linear unit (GLU): the second half of the features, through a sigmoid, gates the first half. Halves the number of features.
 *
 *     forward    y = a ⊙ σ(b)                        x = [a, b]      σ(b) = 1 / (1 + exp(−b))
 *     backward   dx = [dy ⊙ σ(b), dy ⊙ a ⊙ σ(b) ⊙ (1 − σ(b))]
 *
 * A composition of `halves`, `sigmoid` and `multiplied`, whose caches are the cache.
 *
 * Source: Dauphin, Fan, Auli and Grangier, 2016, Language Modeling with Gated Convolutional Networks.
 *
 * @throws ShapeError from `outputShape`, if the number of features is odd
 * @example pipe(dense(4, 16), andThen(glu()), andThen(dense(8, 1)))
 */
export const glu = <F extends number, L extends Shape = readonly []>(): Layer<
  readonly [],
  Batched<readonly [...L, F]>,
  Half<L, F>
> => gated<F, L>('glu', sigmoid())
