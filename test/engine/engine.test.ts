/** Training on ONNX Runtime agrees with the eager engine up to rounding. */
import { pipe } from 'fp-ts/lib/function.js'
import { expect, test } from 'vitest'
import { adam } from '../../src/learning/optimizer/adam.js'
import { dataset } from '../../src/data/Dataset.js'
import { type Engine } from '../../src/engine/Engine.js'
import { andThen } from '../../src/layer/andThen.js'
import { dense } from '../../src/layer/dense.js'
import { relu } from '../../src/layer/activation/relu.js'
import { learner } from '../../src/learning/Learner.js'
import { softmaxCrossEntropy } from '../../src/learning/loss/softmaxCrossEntropy.js'
import { fromArray, toArray } from '../../src/tensor/Tensor.js'
import { trajectory } from '../../src/learning/Training.js'
import { train } from '../../src/learning/states/train.js'
import { sameValue } from '../../src/algebra/Value.js'
import { onnxIn } from '../onnx.js'

const size = 50
const examples = dataset(
  fromArray(
    [size, 4],
    Array.from({ length: size * 4 }, (_, i) => Math.sin(7 * i))
  ),
  fromArray([size, 3], Array.from({ length: size }, (_, i) => [0, 1, 2].map(k => Number(i % 3 === k))).flat())
)
const student = learner(pipe(dense(4, 8), andThen(relu()), andThen(dense(8, 3))), softmaxCrossEntropy(), adam(0.01))

/** The state after four epochs of seven batches of at most eight examples. */
const trained = (engine: Engine | undefined, stride: number) =>
  pipe(
    trajectory(student, examples, { batchSize: 8, stride, from: 3, ...(engine === undefined ? {} : { engine }) }),
    train(28 / stride)
  )

test.each([
  ['float32', 1e-5],
  ['float64', 1e-12]
] as const)('onnx in %s agrees with eager', (precision, tolerance) => {
  const [found, expected] = [trained(onnxIn(precision), 7), trained(undefined, 7)]
  expect(found.step).toBe(28)
  expect(Math.abs(found.loss - expected.loss)).toBeLessThan(tolerance)
  const numbers = found.params.flatMap(tensor => toArray(tensor))
  expected.params
    .flatMap(tensor => toArray(tensor))
    .forEach((x, i) => {
      expect(Math.abs(x - (numbers[i] ?? NaN))).toBeLessThan(tolerance * Math.max(1, Math.abs(x)) * 10)
    })
})

test('results on onnx do not depend on the stride, bit for bit', () => {
  const engine = onnxIn('float32')
  expect(sameValue(trained(engine, 7).params, trained(engine, 28).params)).toBe(true)
  expect(sameValue(trained(engine, 1).params, trained(engine, 28).params)).toBe(true)
})
