/** REINFORCE: a policy learns to cross a corridor by the gradient of its returns. */
import { pipe } from 'fp-ts/lib/function.js'
import { evaluate } from 'fp-ts/lib/State.js'
import { adam, andThen, asBatch, type Batched, chooseClass, compiled, dense, fromArray, javascript } from 'pullback'
import { parametersOf, type Params, type ParamsOf, predictor, Randoms, scalar, type Seed } from 'pullback'
import { softmaxCrossEntropy, tanh, toArray, valueAndGradient } from 'pullback'

/** A corridor of 10 places with the goal at the right end. A step costs 0.1, the goal gives 1; 30 steps at most. */
const [places, longest] = [10, 30] as const
const policy = pipe(dense(places, 16), andThen(tanh()), andThen(dense(16, 2)))
type P = ParamsOf<typeof policy>

type Step = { readonly place: number; readonly action: number; readonly reward: number }
const seen = (place: number): readonly number[] => Array.from({ length: places }, (_, i) => Number(i === place))
const logits = predictor(policy, javascript)

const episode = (params: P, start: Seed): readonly Step[] => {
  const act = logits(params)
  const steps: Step[] = []
  let [place, seed] = [0, start]
  while (place < places - 1 && steps.length < longest) {
    const [action, next] = chooseClass(toArray(act(fromArray<readonly [1, 10]>([1, 10], seen(place)))))(seed)
    const reached = Math.max(0, place + (action === 1 ? 1 : -1))
    steps.push({ place, action, reward: reached === places - 1 ? 1 : -0.1 })
    ;[place, seed] = [reached, next]
  }
  return steps
}

/** The sum of the rewards from each step to the end. */
const returnsOf = (steps: readonly Step[]): readonly number[] =>
  steps.map((_, i) => steps.slice(i).reduce((sum, { reward }) => sum + reward, 0))

/** The loss −Σ advantage · log π(action): cross-entropy with one-hot rows times the advantage. */
const gradientOf = valueAndGradient(policy, softmaxCrossEntropy())
const optimizer = adam(0.01)
const parameters = parametersOf(policy.description)
const step = compiled(
  javascript,
  (p: P, memory: Params, places: Batched<readonly [10]>, weighted: Batched<readonly [2]>) =>
    optimizer.update(parameters)(scalar(0.01), memory, p, gradientOf(p, [places, weighted])[1])
)

let [params, memory] = [evaluate(Randoms.seed(1))(policy.init), optimizer.init(parameters)] as const
let baseline = 0
for (let round = 0; round < 60; round++) {
  const episodes = Array.from({ length: 16 }, (_, i) => episode(params, Randoms.seed(16 * round + i)))
  const [steps, returns] = [episodes.flat(), episodes.flatMap(returnsOf)]
  const rows = steps.flatMap(({ place }) => seen(place))
  const inputs = asBatch(fromArray([steps.length, 10], rows))
  const targets = steps.flatMap(({ action }, i) => [0, 1].map(a => (a === action ? (returns[i] ?? 0) - baseline : 0)))
  ;[params, memory] = step(params, memory, inputs, asBatch(fromArray([steps.length, 2], targets)))
  baseline = returns.reduce((sum, x) => sum + x, 0) / returns.length
}
const lengths = Array.from({ length: 50 }, (_, i) => episode(params, Randoms.seed(5000 + i)).length)
console.log(`mean number of steps: ${(lengths.reduce((sum, n) => sum + n, 0) / 50).toFixed(1)}, the shortest way has 9`)
// → mean number of steps: 9.0, the shortest way has 9
