import { pipe } from 'fp-ts/lib/function.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { andThen, identity } from '../andThen.js'
import { beside } from '../combinator/beside.js'
import { type Half, halves } from '../combinator/halves.js'
import { multiplied } from '../combinator/multiplied.js'
import { type Layer } from '../Layer.js'
import { named } from '../named.js'
import { gelu } from './gelu.js'
import { sigmoid } from './sigmoid.js'
import { silu } from './silu.js'

/** A gated linear unit, which halves the number of features F. */
type Gated<F extends number, L extends Shape> = Layer<readonly [], Batched<readonly [...L, F]>, Half<L, F>>

/** The unit a f(b), where a and b are the halves of the features. */
const gated = <F extends number, L extends Shape>(
  kind: string,
  gate: Layer<readonly [], Half<L, F>, Half<L, F>>
): Gated<F, L> =>
  named(
    kind,
    {},
    [],
    pipe(halves<F, L>(), andThen(beside(identity<Half<L, F>>(), gate)), andThen(multiplied<Half<L, F>>()))
  )

/**
 * Gated linear unit (GLU): the second half of the features, through a sigmoid, gates the first half. Halves the number of features.
 *
 *     forward    y = a σ(b)                          x = [a, b]      σ(b) = 1 / (1 + exp(−b))
 *     backward   dx = [dy σ(b), dy a σ(b) (1 − σ(b))]
 *
 * A composition of `halves`, `sigmoid` and `multiplied`, whose caches are the cache.
 *
 * Source: Dauphin, Fan, Auli and Grangier, 2016, Language Modeling with Gated Convolutional Networks.
 *
 * @throws ShapeError from `outputShape`, if the number of features is odd
 * @example pipe(dense(4, 16), andThen(glu()), andThen(dense(8, 1)))
 */
export const glu = <F extends number, L extends Shape = readonly []>(): Gated<F, L> => gated<F, L>('glu', sigmoid())

/**
 * GELU-gated linear unit (GEGLU): the second half of the features, through GELU, gates the first half. Halves the number of
 * features.
 *
 *     forward    y = a g(b)                          x = [a, b]      g(b) = b Φ(b)
 *     backward   dx = [dy g(b), dy a g′(b)]          g′(b) = Φ(b) + b φ(b)
 *
 * A composition of `halves`, `gelu` and `multiplied`, whose caches are the cache.
 *
 * Source: Shazeer, 2020, GLU Variants Improve Transformer.
 *
 * @throws ShapeError from `outputShape`, if the number of features is odd
 * @example pipe(dense(4, 16), andThen(geglu()), andThen(dense(8, 4)))
 */
export const geglu = <F extends number, L extends Shape = readonly []>(): Gated<F, L> => gated<F, L>('geglu', gelu())

/**
 * SiLU-gated linear unit (SwiGLU): the second half of the features, through SiLU, gates the first half. Halves the number of
 * features.
 *
 *     forward    y = a s(b)                          x = [a, b]      s(b) = b σ(b)
 *     backward   dx = [dy s(b), dy a s′(b)]          s′(b) = σ(b) (1 + b (1 − σ(b)))
 *
 * A composition of `halves`, `silu` and `multiplied`, whose caches are the cache.
 *
 * Source: Shazeer, 2020, GLU Variants Improve Transformer.
 *
 * @throws ShapeError from `outputShape`, if the number of features is odd
 * @example pipe(dense(4, 16), andThen(swiglu()), andThen(dense(8, 4)))
 */
export const swiglu = <F extends number, L extends Shape = readonly []>(): Gated<F, L> => gated<F, L>('swiglu', silu())
