import { scale, subtract } from '../algebra/Algebra.js'
import { addValues, formed, mapValues, type Params, type Value, zipValues } from '../algebra/Value.js'
import { parametersOf } from '../layer/Description.js'
import { eraseTypes } from '../layer/eraseTypes.js'
import { type Learner, type State } from '../learning/Learner.js'
import { type Optimizer } from '../learning/Optimizer.js'
import { type Stepped } from '../learning/StepProgram.js'
import { type TrainingState } from '../learning/TrainingState.js'
import { sameShape, shapeError } from '../tensor/Shape.js'
import { type Call, type Stepper } from './Stepper.js'
import { type Steps } from './steps.js'
import { treeSum } from './treeSum.js'

const mean = (all: readonly Params[]): Params => {
  const sum = treeSum<Params>(addValues)(all)
  return all.length === 1 ? sum : mapValues(x => scale(1 / all.length, x))(sum)
}

/** Requires the memory of this outer optimizer. */
const outerMemory = <P extends Params>(
  outer: Optimizer,
  network: Learner<P, Value, Value, Value>['network'],
  found: Params | undefined
): Params => {
  const expected = outer.init(parametersOf(network.description))
  if (found === undefined) return expected
  const fits =
    found.length === expected.length && found.every(({ shape }, i) => sameShape(shape, expected[i]?.shape ?? []))
  if (!fits) throw shapeError('distribute: the state to start from has the memory of another outer optimizer')
  return found
}

/** Losses of a round, which is not taken again: if one is not finite, the last one is not. */
const withFaultLast = (losses: readonly number[]): readonly number[] =>
  losses.every(Number.isFinite)
    ? losses
    : losses.map((loss, i) => (i === losses.length - 1 ? NaN : Number.isFinite(loss) ? loss : 0))

/**
 * Rounds of local steps. A round stays within an epoch, and every replica takes the same number of steps, so the round is shorter
 * at the end of an epoch.
 */
export const local = <P extends Params, A extends Value, B extends Value, T extends Value>(
  { network }: Learner<P, A, B, T>,
  sent: (state: State<P>) => (parts: readonly Steps[]) => Call<Stepped<Params>>,
  { shards, localSteps, outer }: { readonly shards: number; readonly localSteps: number; readonly outer?: Optimizer },
  stepsPerEpoch: number
): ((like: TrainingState<P>) => Stepper<P, Stepped<Params>>) => {
  const descend = outer?.update(parametersOf(network.description))
  return like => {
    let remembered = like.outer
    return {
      stepsOf: ({ step }) => {
        const rest = stepsPerEpoch - (step % stepsPerEpoch)
        return rest < shards ? rest : shards * Math.min(localSteps, Math.floor(rest / shards))
      },
      call: (state, steps) => {
        const replicas = Math.min(shards, steps)
        const count = steps / replicas
        const { seed, step } = state
        return sent(state)(Array.from({ length: replicas }, (_, i) => ({ seed, step: step + i * count, count })))
      },
      update: (replicas, { params, step }) => {
        const average = formed(like.params, mean(replicas.map(({ params }) => params)))
        const memory = mean(replicas.map(({ memory }) => memory))
        const losses = withFaultLast(replicas.flatMap(({ losses }) => Array.from(losses)))
        return {
          program: (...given) => given,
          inputs: [...average, ...memory],
          stepped: results => {
            const averaged = formed(like.params, results)
            if (outer === undefined || descend === undefined) return { params: averaged, memory, losses }
            const [moved, next] = descend(
              outer.learningRate(step),
              outerMemory(outer, eraseTypes(network), remembered),
              params,
              zipValues(subtract)(params, averaged)
            )
            remembered = next
            return { params: moved, memory, outer: next, losses }
          }
        }
      }
    }
  }
}
