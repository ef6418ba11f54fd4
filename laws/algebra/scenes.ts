/** Generates shapes of images and kernels, and a window that fits them, for convolution and pooling. */
import * as fc from 'fast-check'
import { type Sides } from '../../src/algebra/kernel/Window.js'
import { type Shape } from '../../src/tensor/Shape.js'

/** The window along one axis, and the number of pixels and of positions along that axis. */
const axis = fc
  .record({
    length: fc.integer({ min: 2, max: 5 }),
    size: fc.integer({ min: 1, max: 2 }),
    stride: fc.integer({ min: 1, max: 2 }),
    padding: fc.integer({ min: 0, max: 1 }),
    /** Whether the result has one more position where that reaches zeros beyond the end. */
    isLonger: fc.boolean(),
    dilation: fc.integer({ min: 1, max: 2 })
  })
  .map(({ length, size, stride, padding: around, isLonger, dilation: apart }) => {
    const padding = Math.min(around, size - 1)
    const dilation = (size - 1) * apart < length + padding ? apart : 1
    const placesAt = (apart: number): number => {
      const extent = (size - 1) * apart + 1
      const places = Math.floor((length + padding - extent) / stride) + 1
      return isLonger && places * stride - padding < length ? places + 1 : places
    }
    return { length, size, stride, padding, dilation, convolved: placesAt(dilation), pooled: placesAt(1) }
  })

/** One number where both are equal, as users write it. */
const sides = (rows: number, columns: number): Sides => (rows === columns ? rows : [rows, columns])

export const scenes = fc
  .record({
    examples: fc.integer({ min: 1, max: 2 }),
    groups: fc.integer({ min: 1, max: 2 }),
    channels: fc.integer({ min: 1, max: 2 }),
    outputs: fc.integer({ min: 1, max: 2 }),
    rows: axis,
    columns: axis
  })
  .map(({ examples, groups, channels: perGroup, outputs: each, rows, columns }) => {
    const [channels, outputs] = [groups * perGroup, groups * each]
    const window = {
      size: sides(rows.size, columns.size),
      stride: sides(rows.stride, columns.stride),
      padding: sides(rows.padding, columns.padding)
    }
    const shape = (...sizes: Shape): Shape => sizes
    return {
      window,
      kernelWindow: { ...window, dilation: sides(rows.dilation, columns.dilation) },
      groups,
      images: shape(examples, channels, rows.length, columns.length),
      kernels: shape(outputs, perGroup, rows.size, columns.size),
      convolved: shape(examples, outputs, rows.convolved, columns.convolved),
      pooled: shape(examples, channels, rows.pooled, columns.pooled)
    }
  })

export type Scene = typeof scenes extends fc.Arbitrary<infer S> ? S : never
