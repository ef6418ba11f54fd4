/** The rows of the layers that apply a function to every element. */
import * as t from 'io-ts/lib/index.js'
import { abs, add, cos, maximum, scale, sign, sin } from '../algebra/Algebra.js'
import { eraseTypes } from '../layer/eraseTypes.js'
import { type Layer } from '../layer/Layer.js'
import { activation } from '../layer/activation/activation.js'
import { elu } from '../layer/activation/elu.js'
import { gelu } from '../layer/activation/gelu.js'
import { geluTanh } from '../layer/activation/geluTanh.js'
import { hardSigmoid } from '../layer/activation/hardSigmoid.js'
import { hardSwish } from '../layer/activation/hardSwish.js'
import { hardTanh } from '../layer/activation/hardTanh.js'
import { leakyRelu } from '../layer/activation/leakyRelu.js'
import { mish } from '../layer/activation/mish.js'
import { relu } from '../layer/activation/relu.js'
import { relu6 } from '../layer/activation/relu6.js'
import { sigmoid } from '../layer/activation/sigmoid.js'
import { silu } from '../layer/activation/silu.js'
import { softplus } from '../layer/activation/softplus.js'
import { softsign } from '../layer/activation/softsign.js'
import { tanh } from '../layer/activation/tanh.js'
import { type Shape, type Shapes, tensorShape } from '../tensor/Shape.js'
import { type Batched } from '../tensor/Tensor.js'
import { builtFrom, nothing, type Row } from './Row.js'

type ElementWise = Layer<readonly [], Batched<Shape>, Batched<Shape>>

/** They take one tensor, whatever its shape. */
const elementWise = (layer: ElementWise, ...others: readonly ElementWise[]) => ({
  layers: [layer, ...others].map(eraseTypes),
  shapes: [[1], [2], [3], [], [5], [2, 3], [2, 2, 2]],
  fitting: (input: Shapes) => (tensorShape(input) === undefined ? undefined : eraseTypes(layer))
})

/** One that has no settings. */
const plain = (formula: string, make: () => ElementWise): Row => ({
  name: make().description.kind,
  formula,
  ...elementWise(make()),
  build: builtFrom(nothing, make)
})

export const activations: readonly Row[] = [
  plain('y = tanh x', tanh<Shape>),
  plain('y = 1 / (1 + exp(−x))', sigmoid<Shape>),
  plain('y = max(x, 0)', relu<Shape>),
  {
    name: 'leakyRelu',
    formula: 'y = x where x > 0, else s x',
    ...elementWise(leakyRelu(), leakyRelu(0.3)),
    build: builtFrom(t.strict({ slope: t.number }), ({ slope }) => leakyRelu<Shape>(slope))
  },
  {
    name: 'elu',
    formula: 'y = x where x > 0, else α (exp x − 1)',
    ...elementWise(elu(), elu(0.5)),
    build: builtFrom(t.strict({ alpha: t.number }), ({ alpha }) => elu<Shape>(alpha))
  },
  plain('y = x Φ(x), Φ(x) = (1 + erf(x / √2)) / 2', gelu<Shape>),
  plain('y = x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2', geluTanh<Shape>),
  plain('y = x / (1 + exp(−x))', silu<Shape>),
  plain('y = log(1 + exp x)', softplus<Shape>),
  plain('y = x / (1 + |x|)', softsign<Shape>),
  plain('y = x tanh(log(1 + exp x))', mish<Shape>),
  plain('y = min(max(x, −1), 1)', hardTanh<Shape>),
  plain('y = min(max(x, 0), 6)', relu6<Shape>),
  plain('y = min(max(x + 3, 0), 6) / 6', hardSigmoid<Shape>),
  plain('y = x min(max(x + 3, 0), 6) / 6', hardSwish<Shape>),
  { name: 'sine', formula: 'y = sin x', ...elementWise(activation(sin, cos)()) },
  { name: 'absolute value', formula: 'y = |x|', ...elementWise(activation(abs, sign)()) },
  {
    // Its derivative at 0 is taken to be ½, which is in the subdifferential as 0 and 1 are.
    name: 'positive part',
    formula: 'y = max(x, 0)',
    ...elementWise(
      activation(
        x => maximum(x, 0),
        x => scale(0.5, add(1, sign(x)))
      )()
    )
  }
]
