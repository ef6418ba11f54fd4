/** Cross-entropies agree with each other and follow their conventions at log 0. */
import {
  Algebra,
  asBatch,
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  categoricalCrossEntropy,
  kullbackLeibler,
  type Loss,
  sigmoid,
  softmax,
  softmaxCrossEntropy,
  tensor,
  toArray,
  toNumber
} from 'pullback'
import { describe, expect, test } from 'vitest'
import { expectAllNear } from '../../near.js'
import { noise } from '../../networks.js'

const logits = asBatch(noise<readonly [number, 4]>([5, 4], 1))
const probabilities = Algebra.softmaxOfFeatures(asBatch(noise<readonly [number, 4]>([5, 4], 2)))

/** The loss of a layer's output, and its gradient with respect to the layer's input. */
const after = (layer: ReturnType<typeof softmax<readonly [4]>>, loss: Loss<typeof logits, typeof logits>) => {
  const [output, cache] = layer.forward([], logits)
  const [, gradient] = layer.backward([], cache, loss.gradient(output, probabilities))
  return [loss.value(output, probabilities), gradient]
}

const onLogits = (loss: Loss<typeof logits, typeof logits>) => [
  loss.value(logits, probabilities),
  loss.gradient(logits, probabilities)
]

describe('a loss of logits equals the activation followed by the loss of probabilities', () => {
  test('softmax', () => {
    expectAllNear(after(softmax(), categoricalCrossEntropy()), onLogits(softmaxCrossEntropy()))
    expect(() => expectAllNear(after(sigmoid(), categoricalCrossEntropy()), onLogits(softmaxCrossEntropy()))).toThrow()
  })
  test('sigmoid', () => expectAllNear(after(sigmoid(), binaryCrossEntropy()), onLogits(binaryCrossEntropyWithLogits())))
})

describe('at log 0', () => {
  const at = (loss: Loss<typeof logits, typeof logits>, y: readonly number[], t: readonly number[]) => {
    const [prediction, target] = [y, t].map(row => Algebra.reshape<readonly [number, 4]>([1, 4], tensor(row)))
    if (prediction === undefined || target === undefined) throw new Error('two rows')
    const gradient = toArray(loss.gradient(prediction, target))
    expect(gradient.every(Number.isFinite)).toBe(true)
    return toNumber(loss.value(prediction, target)) + 0
  }
  const [sure, wrong] = [
    [0, 0, 1, 0],
    [1, 0, 0, 0]
  ]

  test('0 · log 0 is 0', () => {
    expect(at(binaryCrossEntropy(), sure, sure)).toBe(0)
    expect(at(categoricalCrossEntropy(), sure, sure)).toBe(0)
    expect(at(kullbackLeibler(), sure, sure)).toBe(0)
  })
  test('log 0 is −100', () => {
    expect(at(binaryCrossEntropy(), wrong, sure)).toBe(50)
    expect(at(categoricalCrossEntropy(), wrong, sure)).toBe(100)
    expect(at(kullbackLeibler(), wrong, sure)).toBe(100)
  })
  test('logits of ±1000 give finite losses', () => {
    const far = [1000, -1000, -1000, 1000]
    expect(at(softmaxCrossEntropy(), far, [0, 1, 0, 0])).toBeCloseTo(2000 + Math.log(2), 9)
    expect(at(softmaxCrossEntropy(), far, [0, 0, 0, 0])).toBe(0)
    expect(at(binaryCrossEntropyWithLogits(), far, [1, 0, 0, 0])).toBe(250)
  })
  test('a target row of zeros has a zero gradient', () => {
    const gradient = softmaxCrossEntropy<readonly [4]>().gradient(logits, Algebra.scale(0, logits))
    expect(toArray(gradient).every(x => x === 0)).toBe(true)
  })
})
