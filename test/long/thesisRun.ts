/** Eight one-line mistakes in one layer of a network on the moons: whether it learns all the same, and which laws reject the layer. */
import { evaluate } from 'fp-ts/lib/State.js'
import { pipe } from 'fp-ts/lib/function.js'
import { layerLaws, verify } from 'pullback/laws'
import {
  adam,
  Algebra,
  andThen,
  binaryCrossEntropyWithLogits,
  Datasets,
  dense,
  javascript,
  learner,
  type Optimizer,
  predict,
  Randoms,
  sgd,
  tanh,
  toArray,
  train,
  trajectory
} from 'pullback'

export const epochs = 150
export const seeds = 20
const batchSize = 20
const noise = 0.1

/** The learning rates of both optimizers. With each of them the right gradient learns on every seed; with sgd at 0.3 it does not. */
export const rates = { sgd: 0.5, adam: 0.02 }

const optimizers: { readonly [N in keyof typeof rates]: (rate: number) => Optimizer } = { sgd, adam }

/** The layers that the mistakes are made in. */
const [right, slope] = [dense(6, 4), tanh<readonly [4]>()]

interface Variant {
  readonly layer: typeof right
  readonly slope: typeof slope
}

type Backward = (typeof right)['backward']

const changing =
  (
    change: (found: ReturnType<Backward>, rate: number, ...given: Parameters<Backward>) => ReturnType<Backward>
  ): ((rate: number) => Variant) =>
  rate => ({
    slope,
    layer: { ...right, backward: (...given) => change(right.backward(...given), rate, ...given) }
  })

const sloping = (changes: Partial<typeof slope>) => (): Variant => ({ layer: right, slope: { ...slope, ...changes } })

/** A mistake, or none. */
export interface Mistake {
  readonly name: string
  /** The wrong line, and the right one. */
  readonly formula: string
  readonly expected: string
  /** The layer with the mistake, in a training with this learning rate. */
  readonly made: (rate: number) => Variant
}

const row = (name: string, formula: string, expected: string, made: Mistake['made']): Mistake => ({
  name,
  formula,
  expected,
  made
})

/** No mistake. */
export const none: Mistake = row('none', '', '', () => ({ layer: right, slope }))

/** The mistakes. */
export const mistakes: readonly Mistake[] = [
  row(
    'bias, mean',
    'db = mean dy',
    'db = Σ dy',
    changing(([[dW, db], dx], _, __, ___, dy) => [[dW, Algebra.perExample(db, dy)], dx])
  ),
  row(
    'bias, missing',
    'db = 0',
    'db = Σ dy',
    changing(([[dW, db], dx]) => [[dW, Algebra.scale(0, db)], dx])
  ),
  row(
    'weight, doubled',
    'dW = 2 dyᵀ x',
    'dW = dyᵀ x',
    changing(([[dW, db], dx]) => [[Algebra.scale(2, dW), db], dx])
  ),
  row(
    'stale weights',
    'dx = dy (W − η dW)',
    'dx = dy W',
    changing(([[dW, db]], rate, [W], _, dy) => [
      [dW, db],
      Algebra.matmul(dy, Algebra.subtract(W, Algebra.scale(rate, dW)))
    ])
  ),
  row(
    'input, negated',
    'dx = −dy W',
    'dx = dy W',
    changing(([gradients, dx]) => [gradients, Algebra.negate(dx)])
  ),
  row('slope, missing', 'dx = dy', 'dx = dy ⊙ f′(x)', sloping({ backward: (_, __, dy) => [[], dy] })),
  row(
    'slope at output',
    'dx = dy ⊙ f′(y)',
    'dx = dy ⊙ f′(x)',
    sloping({ forward: (p, x) => [slope.forward(p, x)[0], slope.forward(p, slope.forward(p, x)[0])[1]] })
  ),
  row(
    'slope / m',
    'dx = dy ⊙ f′(x) / m',
    'dx = dy ⊙ f′(x)',
    sloping({ backward: (p, cache, dy) => [[], Algebra.perExample(slope.backward(p, cache, dy)[1], dy)] })
  )
]

/** The accuracy on 1,000 examples that were not used for training. */
export const accuracy = ({ made }: Mistake, optimizer: keyof typeof rates, seed: number): number => {
  const draw = (count: number, number: number) => evaluate(Randoms.seed(number))(Datasets.moons(count, noise))
  const [training, heldOut] = [draw(200, 2 * seed + 1), draw(1000, 2 * seed + 2)]
  const rate = rates[optimizer]
  const { layer, slope } = made(rate)
  const network = pipe(dense(2, 6), andThen(tanh()), andThen(layer), andThen(slope), andThen(dense(4, 1)))
  const student = learner(network, binaryCrossEntropyWithLogits(), optimizers[optimizer](rate))
  const plan = { batchSize, engine: javascript, from: seed }
  const { params } = pipe(trajectory(student, training, plan), train(epochs))
  const targets = toArray(heldOut.targets)
  const logits = toArray(predict(network, params)(heldOut.inputs))
  return logits.filter((z, i) => z > 0 === (targets[i] === 1)).length / targets.length
}

/** The laws that reject the layer, and what the first one names. */
export const rejections = ({ made }: Mistake): { readonly laws: readonly string[]; readonly named: string } => {
  const { layer, slope } = made(rates.adam)
  const failed = [layerLaws(layer, { name: 'dense' }), layerLaws(slope, { name: 'tanh' })]
    .flatMap(laws => verify(laws).results)
    .filter(({ verdict }) => verdict !== 'holds')
  return {
    laws: failed.map(({ law }) => law.replace(/^.*: /, '')),
    named: failed.flatMap(({ counterexample }) => counterexample?.cause ?? [])[0] ?? ''
  }
}
