/** The choice of an engine, and the line that reports it. */
import { isLeft, isRight } from 'fp-ts/lib/Either.js'
import { of } from 'fp-ts/lib/State.js'
import { expect, test } from 'vitest'
import { pickEngine } from '../../src/cli/engine.js'
import { onnxEngine } from '../../src/engine/onnx.js'
import {
  dataset,
  describe,
  fromArray,
  layer,
  learner,
  meanSquaredError,
  sgd,
  take,
  toArray,
  train,
  trajectory,
  withUnchangedShape
} from '../../src/index.js'
import { type Batched } from '../../src/tensor/Tensor.js'

/** A layer that reads the numbers of its input, and so cannot be traced. */
const plain = layer<readonly [], Batched<readonly [1]>, Batched<readonly [1]>, undefined>({
  description: describe('mine'),
  ...withUnchangedShape,
  init: of([]),
  forward: (_, input) => [fromArray([input.shape[0], 1], toArray(input).map(Math.sinh)), undefined],
  backward: (_, __, outputGradient) => [[], outputGradient]
})

const student = learner(plain, meanSquaredError(), sgd(0.1))
const examples = dataset(fromArray([2, 1], [1, 2]), fromArray([2, 1], [0, 0]))

const reason =
  'mine() reads numbers in plain JavaScript, so it cannot be compiled: ' +
  'write it with the operations of Algebra, or use the eager engine'

const isMissing = isLeft(onnxEngine()())

test.each(['auto', 'javascript', 'wasm', 'onnx', 'eager'])('a layer that cannot be compiled runs on %s', name => {
  if (name === 'onnx' && isMissing) {
    console.log('Skipped on onnx: onnxruntime-node is not installed')
    return
  }
  const lines: string[] = []
  const picked = pickEngine(name, student, examples, 2)(line => () => void lines.push(line))
  if (!isRight(picked)) throw new Error(picked.left.line)
  const states = trajectory(student, examples, { batchSize: 2, engine: picked.right, from: 1 })
  expect(train(3)(take(3)(states)).loss).toBe((Math.sinh(1) ** 2 + Math.sinh(2) ** 2) / 2)
  // Reported once, although every batch meets the layer.
  expect(lines).toEqual(name === 'eager' ? [] : [`Engine eager: ${reason}\n`])
})
