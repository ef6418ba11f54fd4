/**
 * Two jobs, on numbers drawn from a seed.
 *
 *     step           a training step of 784-128-10: relu, softmax cross-entropy, adam at 0.001, the same batch of 32 every time
 *     convolution    forward and backward of 3 × 3 kernels, 8 channels to 16, on a batch of 32 images of 28 × 28
 */
import { evaluate } from 'fp-ts/lib/State.js'
import { Random, type Shape, toArray } from '../../src/index.js'

const noise = (shape: Shape, seed: number, deviation: number): readonly number[] =>
  toArray(evaluate(Random.seed(seed))(Random.normal(0, deviation)(shape)))

export const batch = 32

/** Weights lie as [outputs, inputs]. */
export const step = {
  sizes: [784, 128, 10],
  rate: 0.001,
  weights: [noise([128, 784], 1, 0.05), noise([10, 128], 2, 0.1)],
  inputs: noise([batch, 784], 3, 1),
  /** Of example i the class i mod 10. */
  targets: Array.from({ length: batch * 10 }, (_, i) => (i % 10 === Math.floor(i / 10) % 10 ? 1 : 0))
} as const

/** Images lie as [batch, channels, height, width], kernels as [outputs, channels, height, width]. */
export const convolution = {
  input: [8, 28, 28],
  size: 3,
  depth: 16,
  output: [16, 26, 26],
  weight: noise([16, 8, 3, 3], 4, 0.1),
  images: noise([batch, 8, 28, 28], 5, 1),
  outputGradient: noise([batch, 16, 26, 26], 6, 0.01)
} as const

/** By which a gradient is known. */
export const meanSquare = (numbers: ArrayLike<number>): number => {
  let sum = 0
  for (const number of Array.from(numbers)) sum += number * number
  return sum / numbers.length
}
