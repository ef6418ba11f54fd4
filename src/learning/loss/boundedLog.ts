import { log, maximum } from '../../algebra/Algebra.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Tensor } from '../../tensor/Tensor.js'

/**
 * Logarithm of a probability, clamped to at least −100 as in PyTorch's BCELoss: log 0 is finite, and 0 · log 0 is 0.
 */
export const boundedLog = <S extends Shape>(probability: Tensor<S>): Tensor<S> => maximum(log(probability), -100)
