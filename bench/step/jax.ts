/** The dense training step in jax-js on wasm: the gradient of the loss and the update, compiled as one function. */
import { type Contestant, present } from '../Contestant.js'
import { peer } from '../peer.js'
import { type Numbers } from './Numbers.js'

/** An array of jax-js. `ref` adds a reference, because each use of an array consumes one. */
interface JaxArray {
  readonly ref: JaxArray
  readonly add: (other: JaxArray) => JaxArray
  readonly sub: (other: JaxArray) => JaxArray
  readonly mul: (other: JaxArray | number) => JaxArray
  readonly sum: () => JaxArray
  readonly reshape: (shape: readonly number[]) => JaxArray
  readonly data: () => Promise<Float32Array>
  readonly dispose: () => void
}

type Tree = readonly JaxArray[]

/** The part of jax-js that is used here. */
interface Jax {
  readonly init: (device: 'wasm') => Promise<readonly string[]>
  readonly defaultDevice: (device: 'wasm') => string
  readonly numpy: {
    readonly array: (numbers: Float32Array) => JaxArray
    readonly matmul: (x: JaxArray, y: JaxArray) => JaxArray
    readonly transpose: (x: JaxArray) => JaxArray
  }
  readonly nn: { readonly relu: (x: JaxArray) => JaxArray; readonly logSoftmax: (x: JaxArray) => JaxArray }
  readonly jit: <F>(f: F) => F
  readonly valueAndGrad: (
    f: (parameters: Tree, x: JaxArray, target: JaxArray) => JaxArray
  ) => (parameters: Tree, x: JaxArray, target: JaxArray) => readonly [loss: JaxArray, gradient: Tree]
}

/** A long queue of unread results slows jax-js to a quarter, so a loss is read after this number of steps. */
const readEvery = 8

/** @throws Error if jax-js is not installed */
export const jax = async ({ batch, learningRate, inputs, targets, parameters }: Numbers): Promise<Contestant> => {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- the package may be absent, and then its types are too
  const { init, defaultDevice, numpy, nn, jit, valueAndGrad } = (await peer('@jax-js/jax')) as Jax
  await init('wasm')
  defaultDevice('wasm')

  const dense = (weight: JaxArray, bias: JaxArray, x: JaxArray) => numpy.matmul(x, numpy.transpose(weight)).add(bias)
  const loss = ([weight1, bias1, weight2, bias2]: Tree, x: JaxArray, target: JaxArray): JaxArray => {
    if (weight1 === undefined || bias1 === undefined || weight2 === undefined || bias2 === undefined)
      throw new TypeError('Two layers have four parameters')
    const logits = dense(weight2, bias2, nn.relu(dense(weight1, bias1, x)))
    return target
      .mul(nn.logSoftmax(logits))
      .sum()
      .mul(-1 / batch)
  }
  const update = jit((parameters: Tree, x: JaxArray, target: JaxArray): Tree => {
    const [value, gradients] = valueAndGrad(loss)(
      parameters.map(({ ref }) => ref),
      x,
      target
    )
    return [
      value,
      ...parameters.map((parameter, i) => {
        const gradient = gradients[i]
        if (gradient === undefined) throw new TypeError('Every parameter has a gradient')
        return parameter.sub(gradient.mul(learningRate))
      })
    ]
  })

  const examples = targets.length / 10
  const feed = (all: Float32Array, step: number) => {
    const size = all.length / examples
    const place = (step * batch) % examples
    return numpy.array(all.slice(place * size, (place + batch) * size)).reshape([batch, size])
  }

  /** The loss of the last of `count` steps, before its update. */
  const run = async (count: number): Promise<number> => {
    let state: Tree = parameters.map(({ shape, numbers }) => numpy.array(numbers.slice()).reshape(shape))
    let last = NaN
    for (let step = 0; step < count; step += 1) {
      const [value, ...next] = update(state, feed(inputs, step), feed(targets, step))
      if (step % readEvery === 0 || step === count - 1) last = (await value?.data())?.[0] ?? NaN
      else value?.dispose()
      state = next
    }
    for (const parameter of state) await parameter.data()
    return last
  }
  return present(run)
}
