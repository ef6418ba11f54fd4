import { multiply } from '../../algebra/Algebra.js'
import { type Description } from '../Description.js'
import { noTensors } from '../drawn.js'
import { type Data, type Layer, layer, withUnchangedShape } from '../Layer.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'

/**
 * Makes the layer of an element-wise function.
 *
 *     forward    y  = f(x)
 *     backward   dx = dy · f′(x)
 *
 * Each layer caches what makes its derivative cheapest: the input, the output or an intermediate result.
 *
 * @param forward gives the output and the cache
 * @param derivative gives f′(x) from the cache
 */
export const elementWise = <S extends Shape, C extends Data>(
  description: Description,
  forward: (input: Batched<S>) => readonly [output: Batched<S>, cache: C],
  derivative: (cache: C) => Batched<S>
): Layer<readonly [], Batched<S>, Batched<S>> =>
  layer<readonly [], Batched<S>, Batched<S>, C>({
    description,
    ...withUnchangedShape,
    stepwise: 'alone',
    init: noTensors,
    forward: (_, input) => forward(input),
    backward: (_, cache, outputGradient) => [[], multiply(outputGradient, derivative(cache))]
  })
