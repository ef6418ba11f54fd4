import { cutParams, formed, type Params, type Value } from '../algebra/Value.js'
import { type TensorFunction } from '../engine/Engine.js'
import { parametersOf } from '../layer/Description.js'
import { type Learner, type State } from '../learning/Learner.js'
import { positiveInteger } from '../tensor/range.js'
import { scalar } from '../tensor/Tensor.js'
import { addSlopes, type Shards, type Slope } from './gradient.js'
import { type Call, type Stepper } from './Stepper.js'
import { treeSum } from './treeSum.js'

/** Requires a number of tasks that groups of 2ᵏ shards can have. Returns the size of a group. */
const groupSize = (shards: number, tasks: number): number => {
  positiveInteger('distribute: tasks', tasks)
  const possible: number[] = []
  for (let size = 1; ; size *= 2) {
    const found = Math.ceil(shards / size)
    if (found === tasks) return size
    possible.push(found)
    if (found === 1) break
  }
  throw new RangeError(`distribute: ${shards} shards can have ${possible.join(', ')} tasks, found ${tasks}`)
}

/** Steps whose gradient is the sum over the shards of the batch. The coordinator updates the parameters, in float64. */
export const synchronous = <P extends Params, A extends Value, B extends Value, T extends Value>(
  { optimizer, network }: Learner<P, A, B, T>,
  sent: (params: Params) => (parts: readonly Shards[]) => Call<Slope>,
  { shards, tasks }: { readonly shards: number; readonly tasks: number }
): ((like: State<P>) => Stepper<P, Slope>) => {
  const count = groupSize(shards, tasks)
  const groups = Array.from({ length: tasks }, (_, i) => i * count)
  const descend = optimizer.update(parametersOf(network.description))
  return like => {
    const atMemory = 1 + like.params.length
    const atGradient = atMemory + like.memory.length
    const program: TensorFunction = (...given) => {
      const [rate] = formed([scalar(0)] as const, given)
      const [params, memory] = descend(
        rate,
        cutParams(given, atMemory, atGradient),
        formed(like.params, given, 1),
        formed(like.params, given, atGradient)
      )
      return [...params, ...memory]
    }
    return {
      stepsOf: () => 1,
      call: ({ params, step, seed }) => sent(params)(groups.map(first => ({ step, seed, first, count, of: shards }))),
      update: (slopes, { rateFactor, step, params, memory }) => {
        const { gradient, loss } = treeSum(addSlopes)(slopes)
        return {
          program,
          inputs: [scalar(rateFactor * optimizer.learningRate(step)), ...params, ...memory, ...gradient],
          stepped: results => ({
            params: formed(like.params, results),
            memory: formed(like.memory, results, like.params.length),
            losses: [loss]
          })
        }
      }
    }
  }
}
