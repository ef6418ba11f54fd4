import * as t from 'io-ts/lib/index.js'
import { type Either, left, map, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Params } from '../algebra/Value.js'
import { float } from '../codec/float.js'
import { seedWords, whole } from '../codec/whole.js'
import { batchOrder } from '../learning/batchOrder.js'
import { learner, type State } from '../learning/Learner.js'
import { programFor } from '../learning/programFor.js'
import { type Stepped } from '../learning/StepProgram.js'
import { seed as seedOf, type Seed } from '../tensor/Random.js'
import { type Assignment, assignmentWire, upTo } from './Assignment.js'
import { type Site } from './Site.js'
import { engineNamed } from './engines.js'
import { examplesAt } from './examplesFile.js'
import { once } from './here.js'
import { orThrow } from './orThrow.js'
import { adapted, jsonWire, packedWire } from './Wire.js'
import { type Work } from './Work.js'

/** What every replica starts a round from. */
export interface Start {
  readonly params: Params
  readonly memory: Params
  readonly rateFactor: number
}

/** The steps of one replica in a round. */
export interface Steps {
  readonly seed: Seed
  /** Number of the first step. */
  readonly step: number
  /** Number of steps. */
  readonly count: number
}

/** Tensors of parameters and of memory in one list. */
const Counted = { params: whole }

/** Cuts a list of tensors into parameters and memory. */
const cut = (tensors: Params, params: number): Either<string, Pick<Start, 'params' | 'memory'>> =>
  params > tensors.length
    ? left(`expected at least ${params} tensors, found ${tensors.length}`)
    : right({ params: tensors.slice(0, params), memory: tensors.slice(params) })

/** Decoder of steps. */
const Written = t.type({ seed: seedWords, step: whole, count: upTo(2 ** 20) })

/** The work of a round of local steps: steps of the learner from a state, as `trajectory` takes them. */
export const stepsWork = (site: Site = {}): Work<Assignment, Start, Steps, Stepped<Params>> => ({
  name: 'steps',
  job: assignmentWire(site),
  state: adapted(
    packedWire('state', t.type({ ...Counted, rateFactor: float })),
    ({ params, memory, rateFactor }) =>
      right({ content: { params: params.length, rateFactor }, tensors: [...params, ...memory] }),
    ({ content: { params, rateFactor }, tensors }) =>
      pipe(
        cut(tensors, params),
        map(found => ({ ...found, rateFactor }))
      )
  ),
  part: jsonWire('part', Written),
  result: adapted(
    packedWire('result', t.type({ ...Counted, losses: t.readonlyArray(float) })),
    ({ params, memory, losses }) =>
      right({ content: { params: params.length, losses: Array.from(losses) }, tensors: [...params, ...memory] }),
    ({ content: { params, losses }, tensors }) =>
      pipe(
        cut(tensors, params),
        map(found => ({ ...found, losses }))
      )
  ),
  run: assignment => {
    const { network, loss, optimizer, batchSize, shuffle } = assignment
    const examples = examplesAt(site)(assignment.examples)
    const student = learner(network, loss, optimizer)
    const order = batchOrder(examples, batchSize, shuffle)
    const engine = orThrow(engineNamed(assignment.engine))
    const program = once(() => {
      const like = student.init(seedOf(0))[0]
      const { program, ...rest } = programFor(engine, student, examples, like)
      return { ...rest, run: engine.compile(program) }
    })
    return ({ params, memory, rateFactor }) =>
      ({ seed, step, count }) => {
        const { run, inputs, stepped, mostSteps } = program()
        let state: State<Params> = { params, memory, rateFactor, step, stepLoss: 0, seed }
        const losses: number[] = []
        while (losses.length < count) {
          const steps = Math.min(count - losses.length, mostSteps, order.alikeFrom(state.step))
          const reached = stepped(run(...inputs(state, order, steps)))
          for (let i = 0; i < steps; i++) losses.push(reached.losses[i] ?? NaN)
          state = { ...state, params: reached.params, memory: reached.memory, step: state.step + steps }
        }
        return { params: state.params, memory: state.memory, losses }
      }
  }
})
