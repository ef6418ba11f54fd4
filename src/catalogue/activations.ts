import * as t from 'io-ts/lib/index.js'
import { type Params, type Value } from '../algebra/Value.js'
import { elu } from '../layer/activation/elu.js'
import { gelu } from '../layer/activation/gelu.js'
import { geluTanh } from '../layer/activation/geluTanh.js'
import { geglu } from '../layer/activation/geglu.js'
import { glu } from '../layer/activation/glu.js'
import { swiglu } from '../layer/activation/swiglu.js'
import { hardSigmoid } from '../layer/activation/hardSigmoid.js'
import { hardSwish } from '../layer/activation/hardSwish.js'
import { hardTanh } from '../layer/activation/hardTanh.js'
import { leakyRelu } from '../layer/activation/leakyRelu.js'
import { mish } from '../layer/activation/mish.js'
import { prelu } from '../layer/activation/prelu.js'
import { relu } from '../layer/activation/relu.js'
import { relu6 } from '../layer/activation/relu6.js'
import { sigmoid } from '../layer/activation/sigmoid.js'
import { silu } from '../layer/activation/silu.js'
import { softplus } from '../layer/activation/softplus.js'
import { softsign } from '../layer/activation/softsign.js'
import { tanh } from '../layer/activation/tanh.js'
import { type Layer } from '../layer/Layer.js'
import { type Shape } from '../tensor/Shape.js'
import { builtFrom, type LayerRow } from './LayerRow.js'
import { noSettings, size } from './Row.js'

/** A row of a layer without settings. */
const plain = <P extends Params, A extends Value, B extends Value>(
  name: string,
  formula: string,
  make: () => Layer<P, A, B>
): LayerRow => ({ name, formula, build: builtFrom(noSettings, make) })

/** The row of a gated unit, which halves the number of features. */
const halving = (row: LayerRow): LayerRow => ({ ...row, width: width => Math.floor(width / 2) })

/** The catalogue of element-wise layers and gated units: one row per kind. */
export const activations: readonly LayerRow[] = [
  plain('tanh', 'y = tanh x', tanh<Shape>),
  plain('sigmoid', 'y = 1 / (1 + exp(−x))', sigmoid<Shape>),
  plain('relu', 'y = max(x, 0)', relu<Shape>),
  {
    name: 'leakyRelu',
    formula: 'y = x where x > 0, else s x',
    example: { slope: 0.01 },
    short: (_, slope = 0.01) => ({ slope }),
    build: builtFrom(t.strict({ slope: t.number }), ({ slope }) => leakyRelu<Shape>(slope))
  },
  {
    name: 'elu',
    formula: 'y = x where x > 0, else α (exp x − 1)',
    example: { alpha: 1 },
    short: (_, alpha = 1) => ({ alpha }),
    build: builtFrom(t.strict({ alpha: t.number }), ({ alpha }) => elu<Shape>(alpha))
  },
  plain('gelu', 'y = x Φ(x), Φ(x) = (1 + erf(x / √2)) / 2', gelu<Shape>),
  plain('geluTanh', 'y = x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2', geluTanh<Shape>),
  plain('silu', 'y = x / (1 + exp(−x))', silu<Shape>),
  plain('softplus', 'y = log(1 + exp x)', softplus<Shape>),
  plain('softsign', 'y = x / (1 + |x|)', softsign<Shape>),
  plain('mish', 'y = x tanh(log(1 + exp x))', mish<Shape>),
  plain('hardTanh', 'y = min(max(x, −1), 1)', hardTanh<Shape>),
  plain('relu6', 'y = min(max(x, 0), 6)', relu6<Shape>),
  plain('hardSigmoid', 'y = min(max(x + 3, 0), 6) / 6', hardSigmoid<Shape>),
  plain('hardSwish', 'y = x min(max(x + 3, 0), 6) / 6', hardSwish<Shape>),
  {
    name: 'prelu',
    formula: 'y = x where x > 0, else a x, with a learnt a for every channel',
    example: { channels: 2 },
    short: channels => ({ channels }),
    build: builtFrom(t.strict({ channels: size }), ({ channels }) => prelu<number, Shape>(channels))
  },
  halving(plain('glu', 'y = a σ(b), where x = [a, b]', glu<number, Shape>)),
  halving(plain('geglu', 'y = a gelu(b), where x = [a, b]', geglu<number, Shape>)),
  halving(plain('swiglu', 'y = a silu(b), where x = [a, b]', swiglu<number, Shape>))
]
