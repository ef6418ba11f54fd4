/**
 * The table of layers that the laws run over: one row a layer. Adding a layer is adding a row.
 *
 * `fitting` gives the layer of that kind that takes a given shape, where none of `layers` may happen to: with it the kind
 * takes part in random networks wherever it can.
 */
import { abs, add, cos, maximum, scale, sign, sin } from '../src/Algebra.js'
import { concatenate } from '../src/combinator/concatenate.js'
import { copy } from '../src/combinator/copy.js'
import { hide, type HiddenLayer } from '../src/combinator/hide.js'
import { sum } from '../src/combinator/sum.js'
import { identity, type Layer } from '../src/Layer.js'
import { normal } from '../src/Random.js'
import { activation } from '../src/layer/activation.js'
import { dense } from '../src/layer/dense.js'
import { tanh } from '../src/layer/tanh.js'
import { type Shape, type Shapes } from '../src/Shape.js'
import { type Batched } from '../src/Tensor.js'
import { type Value } from '../src/Value.js'
import { type Subject } from './generator/layer.js'

export interface Row extends Subject {
  /** The layer of this kind that takes inputs of that shape, its own size as given where it is free to choose. */
  readonly fitting?: (input: Shapes, size: number) => HiddenLayer | undefined
}

/** A number of features, of a shape that is a single row. */
export const features = (input: Shapes): number | undefined =>
  input.length === 1 && typeof input[0] === 'number' ? input[0] : undefined

/** Layers of one tensor, whatever its shape. */
const elementWise = (layer: Layer<readonly [], Batched<Shape>, Batched<Shape>>) => ({
  layers: [hide(layer)],
  shapes: [[1], [2], [3], [], [5], [2, 3], [2, 2, 2]],
  fitting: (input: Shapes) => (input.every(part => typeof part === 'number') ? hide(layer) : undefined)
})

const start = { weight: normal(), bias: normal() }

export const table: readonly Row[] = [
  {
    name: 'dense',
    layers: [hide(dense(1, 1)), hide(dense(2, 3)), hide(dense(3, 2)), hide(dense(4, 4)), hide(dense(12, 7))],
    multilinear: true,
    fitting: (input, size) => {
      const inputs = features(input)
      return inputs === undefined ? undefined : hide(dense(inputs, size, start))
    }
  },
  { name: 'identity', layers: [hide(identity<Value>())], multilinear: true },
  { name: 'tanh', ...elementWise(tanh()) },
  { name: 'sine', ...elementWise(activation(sin, cos)()) },
  { name: 'absolute value', ...elementWise(activation(abs, sign)()) },
  {
    // Its derivative at 0 is taken to be ½, which is in the subdifferential as 0 and 1 are.
    name: 'positive part',
    ...elementWise(
      activation(
        x => maximum(x, 0),
        x => scale(0.5, add(1, sign(x)))
      )()
    )
  },
  { name: 'copy', layers: [hide(copy<Value>())], multilinear: true },
  { name: 'sum', layers: [hide(sum<Value>())], multilinear: true },
  { name: 'concatenate', layers: [hide(concatenate<number, number>())], multilinear: true }
]
