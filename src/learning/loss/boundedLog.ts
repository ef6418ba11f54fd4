/** The logarithm of a probability, at least −100 as in PyTorch: so that log 0 is finite, and 0 · log 0 is 0. */
import { log, maximum } from '../../algebra/Algebra.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Tensor } from '../../tensor/Tensor.js'

export const boundedLog = <S extends Shape>(probability: Tensor<S>): Tensor<S> => maximum(log(probability), -100)
