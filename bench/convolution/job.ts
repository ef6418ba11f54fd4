/**
 * Forward and backward of a convolution: 3 × 3 kernels, 8 channels to 16, a batch of 32 images of 28 × 28, random numbers from a
 * seed. Images have the layout [batch, channels, height, width], kernels [outputs, channels, height, width].
 */
import { evaluate } from 'fp-ts/lib/State.js'
import { Randoms, type Shape, toArray } from '../../src/index.js'

const noise = (shape: Shape, seed: number, deviation: number): Float32Array =>
  Float32Array.from(toArray(evaluate(Randoms.seed(seed))(Randoms.normal(0, deviation)(shape))))

export const images = { shape: [32, 8, 28, 28], numbers: noise([32, 8, 28, 28], 1, 1) } as const
export const kernels = { shape: [16, 8, 3, 3], numbers: noise([16, 8, 3, 3], 2, 0.1) } as const
export const outputGradient = { shape: [32, 16, 26, 26], numbers: noise([32, 16, 26, 26], 3, 0.01) } as const

/** Mean of the squares: the checksum of a gradient. */
export const meanSquare = (numbers: ArrayLike<number>): number => {
  let sum = 0
  for (let i = 0; i < numbers.length; i += 1) sum += (numbers[i] ?? NaN) ** 2
  return sum / numbers.length
}
