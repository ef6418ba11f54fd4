/** Convolutions on the engine wasm. Sums of small integers are exact in any order, so float32 has the numbers of eager, too. */
import * as fc from 'fast-check'
import { Algebra, fromArray, toArray, wasmEngine } from 'pullback'
import { expect, test } from 'vitest'
import { type AnyTensor } from '../../src/index.js'
import { elementCount, type Shape } from '../../src/tensor/Shape.js'

type Images = readonly [number, number, number, number]

const side = fc.integer({ min: 1, max: 21 })
const few = fc.integer({ min: 1, max: 5 })

const scenes = fc
  .record({
    sizes: fc.tuple(few, few, few),
    height: side,
    width: side,
    window: fc.record({
      size: fc.integer({ min: 1, max: 6 }),
      stride: fc.constantFrom(1, 1, 1, 2),
      padding: fc.integer({ min: 0, max: 4 })
    })
  })
  .filter(({ height, width, window }) => Math.min(height, width) + 2 * window.padding >= window.size)

const integers = (shape: Images, factor: number) =>
  fromArray<Images>(
    shape,
    Array.from({ length: elementCount(shape) }, (_, i) => ((i * factor) % 7) - 3)
  )

test.each(['float32', 'float64'] as const)('in %s: outputs and both gradients', precision => {
  const engine = wasmEngine({ precision })
  let direct = 0
  fc.assert(
    fc.property(scenes, ({ sizes: [examples, channels, outputs], height, width, window }) => {
      const { size, stride, padding } = window
      const steps = (length: number) => Math.floor((length + 2 * padding - size) / stride) + 1
      const shapes: readonly [Images, Images, Images] = [
        [examples, channels, height, width],
        [outputs, channels, size, size],
        [examples, outputs, steps(height), steps(width)]
      ]
      const [xShape, wShape, yShape] = shapes
      const given = [integers(xShape, 3), integers(wShape, 5), integers(yShape, 11)]
      const shaped = <S extends Shape>(shape: S, x: AnyTensor = fromArray([0], [])) => Algebra.reshape(shape, x)
      const f = (...[a, b, c]: readonly AnyTensor[]): readonly AnyTensor[] => {
        const [x, w, y] = [shaped(xShape, a), shaped(wShape, b), shaped(yShape, c)]
        return [
          Algebra.convolution(yShape, x, w, window),
          Algebra.convolutionInputGradient(xShape, y, w, window),
          Algebra.convolutionKernelGradient(wShape, y, x, window)
        ]
      }
      const numbers = (results: readonly AnyTensor[]) => results.map(result => toArray(result).map(x => x + 0))
      if (stride === 1 && steps(width) >= 4) direct++
      expect(numbers(engine.compile(f)(...given))).toEqual(numbers(f(...given)))
    }),
    { numRuns: 300 }
  )
  expect(direct).toBeGreaterThan(100)
})
