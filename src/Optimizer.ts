/**
 * How a gradient changes the parameters of a whole network: a pure function from a memory to the next.
 */
import { type Description, type Parameter } from './Description.js'
import { type Scalar } from './Tensor.js'
import { type Params } from './Value.js'

export interface Optimizer {
  readonly description: Description
  /** The learning rate of a step, counted from 0. */
  readonly learningRate: (step: number) => number
  /** What is remembered before the first step: a flat tuple of tensors, empty where nothing is. */
  readonly init: (parameters: readonly Parameter[]) => Params
  readonly update: <P extends Params>(
    learningRate: Scalar | number,
    memory: Params,
    params: P,
    gradient: P
  ) => readonly [params: P, memory: Params]
}
