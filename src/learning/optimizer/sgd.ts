import { describe } from '../../layer/Description.js'
import { type Optimizer, optimizer, transformation } from '../Optimizer.js'
import { type Schedule } from '../Schedule.js'

/**
 * Gradient descent: moves the parameters against their gradient. With gradients of mini-batches it is stochastic gradient
 * descent.
 *
 *     p ← p − η g
 *
 * Robbins and Monro, 1951, A Stochastic Approximation Method. Agrees with PyTorch's SGD.
 *
 * @param learningRate η: a number, or a schedule. A negative rate is accepted: it ascends the gradient.
 * @throws RangeError if the learning rate is neither a finite number nor a schedule
 * @example learner(dense(2, 1), meanSquaredError(), sgd(0.1))
 */
export const sgd = (learningRate: number | Schedule): Optimizer =>
  optimizer(
    learningRate,
    transformation(describe('sgd'), (_, gradient) => gradient)
  )
