import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { type Half } from '../combinator/halves.js'
import { type Layer } from '../Layer.js'
import { gated } from './gated.js'
import { silu } from './silu.js'

/**
 * SiLU-gated linear unit (SwiGLU): the second half of the features, through SiLU, gates the first half. Halves the number of
 * features.
 *
 *     forward    y = a ⊙ s(b)                        x = [a, b]      s(b) = b σ(b)
 *     backward   dx = [dy ⊙ s(b), dy ⊙ a ⊙ s′(b)]        s′(b) = σ(b) (1 + b (1 − σ(b)))
 *
 * A composition of `halves`, `silu` and `multiplied`, whose caches are the cache.
 *
 * Source: Shazeer, 2020, GLU Variants Improve Transformer.
 *
 * @throws ShapeError from `outputShape`, if the number of features is odd
 * @example pipe(dense(4, 16), andThen(swiglu()), andThen(dense(8, 4)))
 */
export const swiglu = <F extends number, L extends Shape = readonly []>(): Layer<
  readonly [],
  Batched<readonly [...L, F]>,
  Half<L, F>
> => gated<F, L>('swiglu', silu())
