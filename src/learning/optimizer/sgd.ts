/**
 * Gradient descent, stochastic where the gradient is that of a batch.
 *
 *     p ← p − η g
 *
 * Robbins and Monro, 1951, A Stochastic Approximation Method. Agrees with PyTorch's SGD.
 */
import { describe } from '../../layer/Description.js'
import { type Optimizer, optimizer, transformation } from '../Optimizer.js'
import { type Schedule } from '../Schedule.js'

export const sgd = (learningRate: number | Schedule): Optimizer =>
  optimizer(
    learningRate,
    transformation(describe('sgd'), (_, gradient) => gradient)
  )
