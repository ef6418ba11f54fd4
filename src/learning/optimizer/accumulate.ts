/**
 * Makes one step of so many: gradients are gathered, and every k-th step goes along what the optimizer makes of their mean.
 *
 *     G ← G + g / k      every k-th step: p ← p − η d(G), G ← 0
 *
 * So k batches of m examples do what one of k m does, up to rounding, for a loss that is a mean over the batch, and only m
 * examples are in the network at once. Learning rates are counted in steps that are taken.
 *
 * A program has no branches, so whether a step is taken is a number, `due`: 1 if it is the k-th since the last, else 0. Batches
 * weigh the same, a smaller one at the end of an epoch too; what is gathered then is kept for the next epoch. Optax's MultiSteps.
 */
import { add, maximum, multiply, scale, subtract } from '../../algebra/Algebra.js'
import { combine } from '../../layer/Description.js'
import { along, type Optimizer, type Transformation } from '../Optimizer.js'
import { positiveInteger } from '../../tensor/Shape.js'
import { mapValues, nameParts, type Params, zipValues } from '../../algebra/Value.js'

/** @throws RangeError if the number of steps is not a positive integer */
export const accumulate = (steps: number): ((optimizer: Optimizer) => Optimizer) => {
  positiveInteger('accumulate: steps', steps)
  return ({ description, learningRate, direction }) =>
    along(
      combine('accumulate', [description], { steps }),
      step => learningRate(Math.floor(step / steps)),
      gathering(steps, direction)
    )
}

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
