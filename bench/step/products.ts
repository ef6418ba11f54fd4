/**
 * The least that a step of 784-128-10 can take on an engine: its two large products, one after the other, and nothing else.
 *
 *     y = x Wᵀ      W ← W − η yᵀ x
 *
 * Whatever else a step does comes on top of that. It learns nothing, so its result is not held against the expected one.
 */
import { matmul, reshape, scale, subtract, transpose } from '../../src/algebra/Algebra.js'
import { type Engine } from '../../src/index.js'
import { scan } from '../../src/algebra/scan.js'
import { type AnyTensor, filledTensor, fresh, type Tensor } from '../../src/tensor/Tensor.js'
import { formed } from '../../src/algebra/Value.js'
import { type Absent, type Contestant, present } from '../Contestant.js'
import { type Numbers } from './Numbers.js'

type Weight = Tensor<readonly [outputs: number, inputs: number]>

export const products = (engine: Engine | Absent, { batch, learningRate, inputs, parameters }: Numbers): Contestant => {
  if ('skipped' in engine) return { ...engine, name: 'two products' }
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
  return present('two products', work, { tolerance: Infinity })
}
