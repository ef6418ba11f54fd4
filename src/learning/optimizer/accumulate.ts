import { add, maximum, multiply, scale, subtract } from '../../algebra/Algebra.js'
import { combine } from '../../layer/Description.js'
import { along, type Optimizer, type Transformation } from '../Optimizer.js'
import { positiveInteger } from '../../tensor/Shape.js'
import { mapValues, nameParts, type Params, zipValues } from '../../algebra/Value.js'

/**
 * Gradient accumulation: averages the gradients of `steps` mini-batches, then takes one step of the optimizer with the mean.
 *
 *     G ← G + g / k      every k-th step: p ← p − η d(G), G ← 0
 *
 * With a loss that is a mean over the batch, k mini-batches of m examples give the same step as one batch of k m examples, up
 * to rounding, but only m examples pass through the network at once. Schedules count the steps that the optimizer takes.
 *
 * All mini-batches have the same weight, including a smaller one at the end of an epoch. Gradients accumulated at the end of an
 * epoch are kept for the next one. The rule is that of Optax's MultiSteps.
 *
 * @param steps k, the number of mini-batches per step
 * @throws RangeError if `steps` is not a positive integer
 * @example learner(dense(2, 1), meanSquaredError(), accumulate(4)(adam(0.001)))
 */
export const accumulate = (steps: number): ((optimizer: Optimizer) => Optimizer) => {
  positiveInteger('accumulate: steps', steps)
  return ({ description, learningRate, direction }) =>
    along(
      combine('accumulate', [description], { steps }),
      step => learningRate(Math.floor(step / steps)),
      gathering(steps, direction)
    )
}

/**
 * A compiled program has no branches, so a number `due` says whether a step is taken: 1 at every k-th step, else 0.
 */
const gathering = (steps: number, { description, memory, update }: Transformation): Transformation => ({
  description: combine('accumulate', [description], { steps }),
  memory: parameters => [
    ...parameters.map(({ name, shape }) => ({ name: `${name}.gathered`, shape })),
    { name: 'gatheredSteps', shape: [] },
    ...memory(parameters)
  ],
  update: parameters => {
    const find = update(parameters)
    const own = parameters.length + 1
    return (memory, params, gradient) => {
      const before = nameParts(['gathered'], ['count'], gradient, memory.slice(0, own))
      const rest: Params = memory.slice(own)
      const count = add(before.count, 1)
      const due = maximum(0, subtract(count, steps - 1))
      const keep = subtract(1, due)
      const gathered = zipValues((sum, g) => add(sum, scale(1 / steps, g)))(before.gathered, gradient)
      const [direction, next] = find(rest, params, gathered)
      return [
        mapValues(d => scale(due, d))(direction),
        [
          ...mapValues(sum => scale(keep, sum))(gathered),
          multiply(keep, count),
          ...zipValues((old, now) => add(scale(keep, old), scale(due, now)))(rest, next)
        ]
      ]
    }
  }
})
