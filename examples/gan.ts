/** A generative adversarial network in one dimension: the generator learns to draw from a mixture of two normal distributions. */
import { pipe } from 'fp-ts/lib/function.js'
import { evaluate } from 'fp-ts/lib/State.js'
import { adam, Algebra, andThen, asBatch, type Batched, binaryCrossEntropyWithLogits, compiled, dense } from 'pullback'
import { filledTensor, fromArray, javascript, parametersOf, type Params, type ParamsOf, Randoms } from 'pullback'
import { scalar, tanh, toArray, valueAndGradient, Values } from 'pullback'

type Rows = Batched<readonly [1]>

const generator = pipe(dense(1, 16), andThen(tanh()), andThen(dense(16, 16)), andThen(tanh()), andThen(dense(16, 1)))
const judge = pipe(dense(1, 32), andThen(tanh()), andThen(dense(32, 32)), andThen(tanh()), andThen(dense(32, 1)))
type G = ParamsOf<typeof generator>
type D = ParamsOf<typeof judge>

const size = 128
const [real, fake] = [
  filledTensor<readonly [number, 1]>([size, 1], 1),
  filledTensor<readonly [number, 1]>([size, 1], 0)
]
const judging = valueAndGradient(judge, binaryCrossEntropyWithLogits())
const optimizer = adam(0.001, { beta1: 0.5 })
const [ofG, ofD] = [parametersOf(generator.description), parametersOf(judge.description)]
const rate = scalar(0.001)

/** One step of both players: a pure function of parameters, memories and tensors, which the engine compiles. */
const step = compiled(javascript, (g: G, d: D, memoryG: Params, memoryD: Params, samples: Rows, noise: Rows) => {
  const [drawn, cache] = generator.forward(g, noise)
  const [, towardsReal] = judging(d, [samples, real])
  const [, towardsFake] = judging(d, [drawn, fake])
  const [nextD, nextMemoryD] = optimizer.update(ofD)(rate, memoryD, d, Values.addValues(towardsReal, towardsFake))
  // The generator ascends: the input gradient of the judge becomes its output gradient.
  const [, , toDrawn] = judging(nextD, [drawn, real])
  const [gradient] = generator.backward(g, cache, toDrawn)
  const [nextG, nextMemoryG] = optimizer.update(ofG)(rate, memoryG, g, gradient)
  return [nextG, nextD, nextMemoryG, nextMemoryD] as const
})

const normal = (seed: number): Rows => asBatch(evaluate(Randoms.seed(seed))(Randoms.normal()([size, 1])))
/** Half of the numbers lie around −2, half around 2, with a deviation of 0.5. */
const centres = fromArray<readonly [number, 1]>(
  [size, 1],
  Array.from({ length: size }, (_, i) => (i % 2 === 0 ? 2 : -2))
)
const mixture = (seed: number): Rows => Algebra.add(centres, Algebra.scale(0.5, normal(seed)))

const [g, d] = [evaluate(Randoms.seed(1))(generator.init), evaluate(Randoms.seed(2))(judge.init)]
let state = [g, d, optimizer.init(ofG), optimizer.init(ofD)] as const
for (let i = 0; i < 1500; i++) state = step(...state, mixture(2 * i + 10), normal(2 * i + 11))

const samples = Array.from({ length: 20 }, (_, i) => toArray(generator.forward(state[0], normal(i + 9000))[0])).flat()
const near = (centre: number) => samples.filter(x => Math.abs(x - centre) < 1).length / samples.length
console.log(`samples near −2: ${near(-2).toFixed(2)}, near 2: ${near(2).toFixed(2)}`)
// → samples near −2: 0.42, near 2: 0.47
