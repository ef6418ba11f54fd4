import { evaluate, map } from 'fp-ts/lib/State.js'
import {
  adam,
  binaryCrossEntropyWithLogits,
  type BinaryDataset,
  type Dataset,
  dataset,
  Datasets,
  dense,
  eraseLossTypes,
  eraseTypes,
  fromArray,
  inSequence,
  learner,
  type Learner,
  meanSquaredError,
  momentum,
  type Params,
  type Random,
  Randoms,
  relu,
  sgd,
  sigmoid,
  tanh,
  toArray,
  type UntypedLayer,
  type UntypedLoss,
  type Value
} from 'pullback'
import { type ActivationLayer, type MistakeName, mistakes } from './mistakes.js'
import { type Settings } from './settings.js'

/** A layer of the network, with its mistake if it has one. */
export interface Part {
  readonly layer: UntypedLayer
  readonly kind: 'dense' | 'activation'
  /** Its place among the layers of its kind, counted from 1. */
  readonly place: number
  readonly units: number
  readonly mistake?: MistakeName
}

const activations: { readonly [name in Settings['activation']]: () => ActivationLayer } = { tanh, relu, sigmoid }

/** The layers of the network. A squared error compares with targets 0 and 1, so a tanh follows the last dense layer. */
export const partsOf = (settings: Settings): readonly Part[] => {
  const { hidden, activation, loss, mistake, layer, rate } = settings
  const wrong = mistake === 'none' ? undefined : { name: mistake, ...mistakes[mistake] }
  const sizes = [2, ...hidden, 1]
  return sizes.slice(1).flatMap((units, i): readonly Part[] => {
    const place = i + 1
    const isWrong = layer === place ? wrong : undefined
    const right = dense<number, number>(sizes[i] ?? 1, units)
    const first: Part =
      isWrong?.kind === 'dense'
        ? { layer: eraseTypes(isWrong.apply(right, rate)), kind: 'dense', place, units, mistake: isWrong.name }
        : { layer: eraseTypes(right), kind: 'dense', place, units }
    const isLast = place === sizes.length - 1
    if (isLast && loss === 'cross-entropy') return [first]
    const slope = isLast ? tanh<readonly [number]>() : activations[activation]()
    const second: Part =
      isWrong?.kind === 'activation'
        ? { layer: eraseTypes(isWrong.apply(slope)), kind: 'activation', place, units, mistake: isWrong.name }
        : { layer: eraseTypes(slope), kind: 'activation', place, units }
    return [first, second]
  })
}

export const lossOf = ({ loss }: Settings): UntypedLoss =>
  loss === 'cross-entropy'
    ? eraseLossTypes(binaryCrossEntropyWithLogits<readonly [1]>())
    : eraseLossTypes(meanSquaredError<readonly [1]>())

const optimizers = { sgd, momentum, adam }

/** The spiral of the second arm is class 1. */
const binarySpirals = (count: number, noise: number): Random<BinaryDataset> =>
  map(({ size, inputs, targets }: ReturnType<ReturnType<typeof spiralsOf>>[0]) =>
    dataset(
      inputs,
      fromArray(
        [size, 1],
        toArray(targets).filter((_, i) => i % 2 === 1)
      )
    )
  )(spiralsOf(count, noise))

const spiralsOf = (count: number, noise: number) => Datasets.spirals(count, 2, noise)

const generated: { readonly [name in Settings['data']]: (count: number, noise: number) => Random<BinaryDataset> } = {
  xor: Datasets.xor,
  moons: Datasets.moons,
  circles: Datasets.circles,
  spirals: binarySpirals
}

export const examplesOf = ({ data, count, noise, seed }: Settings): Dataset<Value, Value> =>
  evaluate(Randoms.seed(seed))(generated[data](count, noise))

export const learnerOf = (settings: Settings): Learner<Params, Value, Value, Value> =>
  learner(
    inSequence(partsOf(settings).map(({ layer }) => layer)),
    lossOf(settings),
    optimizers[settings.optimizer](settings.rate)
  )
