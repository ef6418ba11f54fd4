/**
 * A lower bound for a training step of 784-128-10 on an engine: the two large matrix products of the step, and nothing else.
 *
 *     y = x Wᵀ      W ← W − η yᵀ x
 *
 * All other work of a step adds to this time. The contestant does not learn, so its result is not checked.
 */
import { matmul, reshape, scale, subtract, transpose } from '../../src/algebra/Algebra.js'
import { type Engine } from '../../src/index.js'
import { scan } from '../../src/algebra/scan.js'
import { type AnyTensor, filledTensor, fresh, type Tensor } from '../../src/tensor/Tensor.js'
import { formed } from '../../src/algebra/Value.js'
import { type Contestant, present } from '../Contestant.js'
import { type Numbers } from './Numbers.js'

type Weight = Tensor<readonly [outputs: number, inputs: number]>

export const products = (engine: Engine, { batch, learningRate, inputs, parameters }: Numbers): Contestant => {
  const x = fresh<readonly [number, number]>([batch, 784], Float64Array.from(inputs.subarray(0, batch * 784)))
  const weight: Weight = fresh([128, 784], Float64Array.from(parameters[0]?.numbers ?? []))
  const run = engine.compile((...given) => {
    const step = (w: Weight, [rate = filledTensor([], NaN)]: readonly AnyTensor[]) => {
      const y = matmul(x, transpose(w))
      return [subtract(w, scale(reshape<readonly []>([], rate), matmul(transpose(y), x))), []] as const
    }
    const [last] = scan(step, formed(weight, given), given.slice(1))
    return [last]
  })
  const work = (steps: number): number => {
    run(weight, filledTensor([steps], learningRate))
    return 0
  }
  return present(work, { tolerance: Infinity, note: 'two products is the time of the large products alone, on onnx' })
}
