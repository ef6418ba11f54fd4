import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { type Half } from '../combinator/halves.js'
import { type Layer } from '../Layer.js'
import { gated } from './gated.js'
import { gelu } from './gelu.js'

/**
 * GELU-gated linear unit (GEGLU): the second half of the features, through GELU, gates the first half. Halves the number of
 * features.
 *
 *     forward    y = a ⊙ g(b)                        x = [a, b]      g(b) = b Φ(b)
 *     backward   dx = [dy ⊙ g(b), dy ⊙ a ⊙ g′(b)]        g′(b) = Φ(b) + b φ(b)
 *
 * A composition of `halves`, `gelu` and `multiplied`, whose caches are the cache.
 *
 * Source: Shazeer, 2020, GLU Variants Improve Transformer.
 *
 * @throws ShapeError from `outputShape`, if the number of features is odd
 * @example pipe(dense(4, 16), andThen(geglu()), andThen(dense(8, 4)))
 */
export const geglu = <F extends number, L extends Shape = readonly []>(): Layer<
  readonly [],
  Batched<readonly [...L, F]>,
  Half<L, F>
> => gated<F, L>('geglu', gelu())
