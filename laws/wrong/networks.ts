/** Random networks that contain a wrong layer or a wrong combinator. */
import { eraseTypes } from '../../src/layer/eraseTypes.js'
import { type UntypedLayer } from '../../src/layer/AnyLayer.js'
import { type LayerSubject } from '../subject/LayerSubject.js'
import { dense } from '../../src/layer/dense.js'
import { normal } from '../../src/tensor/Random.js'
import { type Combinators, combinators } from '../composition/Combinators.js'
import { networkLaws, ownLaws } from '../composition/networkLaws.js'
import { at, onNumbers, range, sumOf } from './onNumbers.js'
import { type Wrong } from './Wrong.js'

/** The laws of random networks of dense layers and the wrong layer. */
const wrong = (name: string, layer: UntypedLayer, ways: Partial<Combinators> = {}): Wrong => {
  const rows: readonly LayerSubject[] = [
    { name: 'dense', layers: [eraseTypes(dense(2, 2, { weight: normal(), bias: normal() }))] },
    { name: 'wrong', layers: [layer] }
  ]
  return {
    name: `networks: ${name}`,
    laws: networkLaws(rows, { ...combinators, ...ways }).filter(({ name }) => ownLaws.some(own => name.endsWith(own)))
  }
}

const tanh = (x: number): number => Math.tanh(x)
const slope = (x: number): number => 1 - Math.tanh(x) ** 2

/** y = f x, element-wise, on rows of two. */
const elementWise = (f: (x: number) => number, backward: (dy: number, x: number) => number): UntypedLayer =>
  onNumbers({
    name: 'wrong',
    input: [2],
    output: [2],
    forward: ({ x: [x = []] }) => x.map(f),
    backward: ({ x: [x], dy }) => ({ dx: [dy.map((d, i) => backward(d, at(x, i)))] })
  })

const right = elementWise(tanh, (dy, x) => dy * slope(x))

const counter = () => {
  let calls = 0
  return () => ++calls
}

const count = counter()

export const wrongNetworks: readonly Wrong[] = [
  wrong('a residual without the gradient of the skip connection', right, {
    residual: body => ({ ...combinators.residual(body), backward: (...given) => body.backward(...given) })
  }),
  wrong(
    'half the gradient',
    elementWise(tanh, (dy, x) => (dy * slope(x)) / 2)
  ),
  wrong(
    'exponentials that overflow',
    elementWise(
      x => Math.log1p(Math.exp(x)),
      (dy, x) => dy / (1 + Math.exp(-x))
    )
  ),
  wrong(
    'the sign of the output gradient',
    elementWise(tanh, (dy, x) => Math.sign(dy) * slope(x))
  ),
  wrong(
    'the batch mean subtracted',
    onNumbers({
      name: 'wrong',
      input: [2],
      output: [2],
      forward: ({ n, x: [x = []] }) => x.map((u, k) => u - sumOf(n, b => at(x, 2 * b + (k % 2))) / n),
      backward: ({ n, dy }) => ({ dx: [dy.map((d, k) => d - sumOf(n, b => at(dy, 2 * b + (k % 2))) / n)] })
    })
  ),
  wrong(
    'an output that depends on the number of calls',
    elementWise(
      x => x + 1e-12 * count(),
      dy => dy
    )
  ),
  wrong('different initial parameters at every call', {
    ...onNumbers({
      name: 'wrong',
      parameters: [{ name: 'scale', shape: [2] }],
      input: [2],
      output: [2],
      forward: ({ p: [p], x: [x = []] }) => x.map((u, k) => u * at(p, k % 2)),
      backward: ({ n, p: [p], x: [x], dy }) => ({
        dp: [range(2).map(k => sumOf(n, b => at(dy, 2 * b + k) * at(x, 2 * b + k)))],
        dx: [dy.map((d, k) => d * at(p, k % 2))]
      })
    }),
    init: seed => {
      const [scale, next] = normal(count(), 1)([2])(seed)
      return [[scale], next]
    }
  })
]
