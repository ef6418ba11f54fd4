/** Generates shapes of images and kernels, and a window that fits them, for convolution and pooling. */
import * as fc from 'fast-check'

export const scenes = fc
  .record({
    examples: fc.integer({ min: 1, max: 2 }),
    channels: fc.integer({ min: 1, max: 2 }),
    outputs: fc.integer({ min: 1, max: 2 }),
    height: fc.integer({ min: 2, max: 5 }),
    width: fc.integer({ min: 2, max: 5 }),
    size: fc.integer({ min: 1, max: 2 }),
    stride: fc.integer({ min: 1, max: 2 }),
    padding: fc.integer({ min: 0, max: 1 })
  })
  .map(({ examples, channels, outputs, height, width, size, stride, padding: any }) => {
    const padding = Math.min(any, size - 1)
    const along = (length: number) => Math.floor((length + 2 * padding - size) / stride) + 1
    return {
      window: { size, stride, padding },
      images: [examples, channels, height, width],
      kernels: [outputs, channels, size, size],
      convolved: [examples, outputs, along(height), along(width)],
      pooled: [examples, channels, along(height), along(width)]
    }
  })

export type Scene = typeof scenes extends fc.Arbitrary<infer S> ? S : never
