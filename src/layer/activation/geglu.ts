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
 *     forward    y = a ⊙ g                           [a, b] = x      g = b ⊙ p      p = Φ(b) = (1 + erf(b / √2)) / 2
 *     backward   dx = [dy ⊙ g, dy ⊙ a ⊙ g′]          g′ = p + b ⊙ p′      p′ = exp(−b² / 2) / √(2 π)
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
