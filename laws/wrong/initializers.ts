import { type Initializer, normal } from '../../src/layer/Initializer.js'
import { branch } from '../../src/tensor/Random.js'
import { type Shape } from '../../src/tensor/Shape.js'
import { filledTensor, type Tensor } from '../../src/tensor/Tensor.js'
import { initializerLaws } from '../layer/initializerLaws.js'
import { type Wrong } from './Wrong.js'

const wrong = (name: string, initializer: Initializer): Wrong => ({
  name,
  laws: initializerLaws(initializer, 'initializer')
})

const counter = () => {
  let calls = 0
  return () => ++calls
}

const calls = counter()
const seeds = counter()

/** A tensor of another shape under the type of the shape that was asked for. */
const of = <S extends Shape>(_: S, tensor: Tensor<Shape>): Tensor<S> =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the mistake is that the type does not hold
  tensor as unknown as Tensor<S>

/** Initializers with one mistake each. */
export const wrongInitializers: readonly Wrong[] = [
  wrong('a reversed shape', shape => seed => [of(shape, filledTensor<Shape>(shape.toReversed(), 0)), seed]),
  wrong('numbers that do not come from the seed', shape => seed => [filledTensor(shape, calls()), seed]),
  wrong('a different next seed at every call', shape => seed => [normal()(shape)(seed)[0], branch(seeds())(seed)]),
  wrong('a division by the number of axes', shape => seed => [filledTensor(shape, 1 / shape.length), seed])
]
