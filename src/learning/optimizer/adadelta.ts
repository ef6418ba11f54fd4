import { add, divide, multiply, sqrt, square } from '../../algebra/Algebra.js'
import { mapValues, zipValues } from '../../algebra/Value.js'
import { describe } from '../../layer/Description.js'
import { aboveZero, fraction } from '../../tensor/range.js'
import { type Optimizer, optimizer, statefulTransformation } from '../Optimizer.js'
import { type Schedule } from '../Schedule.js'
import { runningMean } from './runningMean.js'

/** Hyperparameters of `adadelta`. */
export interface AdadeltaSettings {
  /** ρ, the decay rate of the running means, in [0, 1). Default: 0.9. */
  readonly decay?: number
  /** ε, prevents division by zero, and sets the size of the first steps: √ε. Default: 1e-6. */
  readonly epsilon?: number
}

/**
 * Adadelta: RMSprop whose steps have the size of the steps before, so the learning rate is usually 1.
 *
 *     s ← ρ s + (1 − ρ) g²
 *     d = √(u + ε) / √(s + ε) · g
 *     u ← ρ u + (1 − ρ) d²
 *     p ← p − η d
 *
 * The memory is the means s and u of each parameter. Zeiler, 2012, ADADELTA: An Adaptive Learning Rate Method. Agrees with
 * PyTorch's Adadelta.
 *
 * @param learningRate η: a number, or a schedule. A negative rate is accepted: it ascends the gradient. Usually 1.
 * @param settings defaults: `decay` 0.9, `epsilon` 1e-6
 * @throws RangeError if a hyperparameter is out of range, or the learning rate is neither a finite number nor a schedule
 * @example learner(dense(2, 1), meanSquaredError(), adadelta(1))
 */
export const adadelta = (
  learningRate: number | Schedule,
  { decay = 0.9, epsilon = 1e-6 }: AdadeltaSettings = {}
): Optimizer => {
  fraction('adadelta: decay', decay)
  aboveZero('adadelta: epsilon', epsilon)
  const slots = { each: ['meanSquare', 'meanSquareOfSteps'] } as const
  return optimizer(
    learningRate,
    statefulTransformation(describe('adadelta', { decay, epsilon }), slots, (memory, gradient) => {
      const meanSquare = zipValues(runningMean(decay))(memory.meanSquare, mapValues(square)(gradient))
      const sizes = zipValues((u, s) => divide(sqrt(add(u, epsilon)), sqrt(add(s, epsilon))))(
        memory.meanSquareOfSteps,
        meanSquare
      )
      const direction = zipValues(multiply)(sizes, gradient)
      const meanSquareOfSteps = zipValues(runningMean(decay))(memory.meanSquareOfSteps, mapValues(square)(direction))
      return [direction, { meanSquare, meanSquareOfSteps }]
    })
  )
}
