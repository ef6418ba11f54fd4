import { pipe } from 'fp-ts/lib/function.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { andThen, identity } from '../andThen.js'
import { beside } from '../combinator/beside.js'
import { type Half, halves } from '../combinator/halves.js'
import { multiplied } from '../combinator/multiplied.js'
import { type Layer } from '../Layer.js'
import { named } from '../named.js'

/** The unit a f(b), where a and b are the halves of the features. */
export const gated = <F extends number, L extends Shape>(
  kind: string,
  gate: Layer<readonly [], Half<L, F>, Half<L, F>>
): Layer<readonly [], Batched<readonly [...L, F]>, Half<L, F>> =>
  named(
    kind,
    {},
    [],
    pipe(halves<F, L>(), andThen(beside(identity<Half<L, F>>(), gate)), andThen(multiplied<Half<L, F>>()))
  )
