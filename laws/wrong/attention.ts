/** Layers of attention with a mistake in backward. */
import { broadcast, scale } from '../../src/algebra/Algebra.js'
import { eraseTypes } from '../../src/layer/eraseTypes.js'
import { type Layer } from '../../src/layer/Layer.js'
import { dotProduct } from '../../src/layer/sequence/dotProduct.js'
import { learnedPositions } from '../../src/layer/sequence/learnedPositions.js'
import { maskedDotProduct } from '../../src/layer/sequence/maskedDotProduct.js'
import { rotary } from '../../src/layer/sequence/rotary.js'
import { type Shapes } from '../../src/tensor/Shape.js'
import { scalar } from '../../src/tensor/Tensor.js'
import { type Params, type Value } from '../../src/algebra/Value.js'
import { lawsOf } from '../layer/layerLaws.js'
import { type Subject } from '../subject/Subject.js'
import { type Wrong } from './Wrong.js'

const wrong = <P extends Params, A extends Value, B extends Value>(
  name: string,
  layer: Layer<P, A, B>,
  shapes: readonly Shapes[],
  known: Partial<Subject> = {}
): Wrong => ({ name, laws: lawsOf({ name, ...known, layers: [eraseTypes(layer)], shapes }) })

const read = dotProduct<readonly [], number, number, number, number>()
const masked = maskedDotProduct<readonly [], number, number, number, number>()
const positions = learnedPositions<number, number, number>(3, 2)
const turn = rotary<readonly [], number, number>()

const reading: Shapes = [
  [2, 2],
  [
    [3, 2],
    [3, 1]
  ]
]

const unscaled: typeof read = {
  ...read,
  backward: (...given) => {
    const [none, [dq, memory]] = read.backward(...given)
    return [none, [scale(Math.SQRT2, dq), memory]]
  }
}

const withoutKeys: typeof read = {
  ...read,
  backward: (...given) => {
    const [none, [dq, [dk, dv]]] = read.backward(...given)
    return [none, [dq, [scale(0, dk), dv]]]
  }
}

const throughMask: typeof masked = {
  ...masked,
  backward: (...given) => {
    const [none, [gradient, mask]] = masked.backward(...given)
    return [none, [gradient, broadcast(mask.shape, scalar(1))]]
  }
}

const withoutRows: typeof positions = {
  ...positions,
  backward: (...given) => {
    const [[dw], dx] = positions.backward(...given)
    return [[scale(0, dw)], dx]
  }
}

const forwards: typeof turn = { ...turn, backward: (_, __, dy) => [[], turn.forward([], dy)[0]] }

/** Realistic mistakes, each of which a law of layers rejects. */
export const wrongAttention: readonly Wrong[] = [
  wrong('dotProduct: the gradient of the queries without 1 / √d', unscaled, [reading]),
  wrong('dotProduct: keys without a gradient', withoutKeys, [reading]),
  wrong('maskedDotProduct: a mask with a gradient', throughMask, [[reading, [3]]], {
    input: x => (Math.abs(x - 0.5) < 0.25 ? 0 : x)
  }),
  wrong('learnedPositions: rows without a gradient', withoutRows, [[3, 2]]),
  wrong('rotary: the gradient rotated forwards', forwards, [[3, 2]])
]
