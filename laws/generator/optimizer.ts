/** Generates cases for an optimizer: parameters, and gradients for three steps. */
import * as fc from 'fast-check'
import { type Parameter } from '../../src/layer/Description.js'
import { type Optimizer } from '../../src/learning/Optimizer.js'
import { filledTensor } from '../../src/tensor/Tensor.js'
import { type Params } from '../../src/algebra/Value.js'
import { type Exhibit } from '../law/Law.js'
import { numbersOf, showParams } from '../value/Numbers.js'
import { kindsOf, type PaletteName } from './numbers.js'
import { params } from './value.js'

export interface OptimizerCase {
  readonly optimizer: Optimizer
  readonly params: Params
  readonly gradients: readonly [first: Params, second: Params, third: Params]
  readonly other: Params
}

/** The parameters of a network of two dense layers. */
export const parameters: readonly Parameter[] = [
  { name: '0.weight', shape: [2, 3] },
  { name: '0.bias', shape: [2] },
  { name: '2.weight', shape: [1, 2] },
  { name: '2.bias', shape: [1] }
]

export const zeros: Params = parameters.map(({ shape }) => filledTensor(shape, 0))

export const optimizerCase = (optimizer: Optimizer, palette: PaletteName): fc.Arbitrary<OptimizerCase> => {
  const gradient = params(zeros, palette)
  return fc.record({
    optimizer: fc.constant(optimizer),
    params: params(zeros, palette === 'large' ? 'special' : palette),
    gradients: fc.tuple(gradient, gradient, gradient),
    other: gradient
  })
}

export const exhibitsOfOptimizer = ({ params, gradients }: OptimizerCase): readonly Exhibit[] => {
  const names = parameters.map(({ name }) => name)
  return [
    ...showParams(names, params),
    ...gradients.flatMap((gradient, step) =>
      showParams(
        names.map(name => `gradient ${step} of ${name}`),
        gradient
      )
    )
  ]
}

export const reachedByOptimizer = ({ gradients }: OptimizerCase): readonly string[] => kindsOf(numbersOf(gradients))
