/** Wrong ways to train: each has one mistake that somebody has made. */
import { add, scale } from '../../src/algebra/Algebra.js'
import { learner } from '../../src/learning/Learner.js'
import { meanSquaredError } from '../../src/learning/loss/meanSquaredError.js'
import { adam } from '../../src/learning/optimizer/adam.js'
import { branch } from '../../src/tensor/Random.js'
import { rowMajorNumbers } from '../../src/tensor/Tensor.js'
import { trajectory } from '../../src/learning/Training.js'
import { mapValues } from '../../src/algebra/Value.js'
import { examples, network } from '../learning/trained.js'
import { learnerLaws, type Unfold } from '../learning/learnerLaws.js'
import { type Wrong } from './Wrong.js'

/** The learner of the table. */
export const right = learner(network, meanSquaredError(), adam(0.01))

type Right = typeof right

const wrongLearner = (name: string, change: Partial<Right>, unfold: Unfold = trajectory): Wrong => ({
  name,
  laws: learnerLaws({ ...right, ...change }, examples(), unfold)
})

const wrong = (name: string, step: Right['step'], unfold?: Unfold): Wrong => wrongLearner(name, { step }, unfold)

/** Something that changes with every call. */
const counter = () => {
  let calls = 0
  return () => ++calls
}

const count = counter()

export const wrongTrainings: readonly Wrong[] = [
  wrongLearner('an update that depends on the number of calls', {
    update: (...given) => {
      const [params, memory, loss] = right.update(...given)
      return [mapValues(p => add(p, 1e-3 * count()))(params), memory, loss]
    }
  }),
  wrong('a step that depends on the number of calls', (state, batch) => {
    const next = right.step(state, batch)
    return { ...next, params: mapValues(p => add(p, 1e-3 * count()))(next.params) }
  }),
  wrong('a step that updates the parameters in place', (state, batch) => {
    const next = right.step(state, batch)
    state.params.forEach((param, i) => {
      const after = next.params[i]
      if (after !== undefined) rowMajorNumbers(param).set(rowMajorNumbers(after))
    })
    return next
  }),
  wrong('a step that scales its examples in place', (state, [input, target]) => {
    rowMajorNumbers(input).forEach((x, i, all) => (all[i] = x / 2))
    return right.step(state, [input, target])
  }),
  wrong('a step that is not counted', (state, batch) => ({ ...right.step(state, batch), step: state.step })),
  wrong('a step that changes the seed', (state, batch) => ({
    ...right.step(state, batch),
    seed: branch(state.step)(state.seed)
  })),
  wrong('the loss after the update', (state, batch) => {
    const next = right.step(state, batch)
    return { ...next, stepLoss: right.step(next, batch).stepLoss }
  }),
  wrong('a step that gives its first example more weight', (state, [input, target]) => {
    const next = right.step(state, [input, target])
    const first = rowMajorNumbers(target)[0] ?? 0
    return { ...next, params: mapValues(p => scale(1 + first / 100, p))(next.params) }
  }),
  wrong('a resumption with the memory set to zero', right.step, (own, all, plan) =>
    trajectory(own, all, {
      ...plan,
      from:
        typeof plan.from === 'number'
          ? plan.from
          : { ...plan.from, memory: mapValues(m => scale(0, m))(plan.from.memory) }
    })
  ),
  wrong('a stride of at most two steps', right.step, (own, all, plan) =>
    trajectory(own, all, { ...plan, stride: Math.min(plan.stride ?? 1, 2) })
  )
]
