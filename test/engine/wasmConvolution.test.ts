/** Convolutions on the engine wasm. Sums of small integers are exact in any order, so float32 has the numbers of eager, too. */
import * as fc from 'fast-check'
import { Algebra, fromArray, toArray, wasmEngine } from 'pullback'
import { expect, test } from 'vitest'
import { type AnyTensor } from '../../src/index.js'
import { elementCount, type Shape } from '../../src/tensor/Shape.js'

type Images = readonly [number, number, number, number]

const side = fc.integer({ min: 1, max: 21 })
const few = fc.integer({ min: 1, max: 5 })

/** The window along one axis. */
const axis = fc.record({
  size: fc.integer({ min: 1, max: 6 }),
  stride: fc.constantFrom(1, 1, 1, 2),
  padding: fc.integer({ min: 0, max: 4 }),
  dilation: fc.constantFrom(1, 1, 1, 2)
})

/** Most windows are squares that move pixel by pixel, which have kernels of their own. */
const scenes = fc
  .record({
    sizes: fc.tuple(few, few, few),
    groups: fc.constantFrom(1, 1, 1, 3),
    height: side,
    width: side,
    axes: fc.oneof(
      { weight: 3, arbitrary: axis.map(both => [both, both] as const) },
      { weight: 1, arbitrary: fc.tuple(axis, axis) }
    )
  })
  .map(({ axes: [rows, columns], ...sizes }) => {
    const sides = (of: keyof typeof rows) => [rows[of], columns[of]] as const
    const window = {
      size: sides('size'),
      stride: sides('stride'),
      padding: sides('padding'),
      dilation: sides('dilation')
    }
    const along = ({ size, stride, padding, dilation }: typeof rows, length: number): number =>
      Math.floor((length + 2 * padding - (size - 1) * dilation - 1) / stride) + 1
    return { ...sizes, window, places: [along(rows, sizes.height), along(columns, sizes.width)] as const }
  })
  .filter(({ places }) => Math.min(...places) > 0)

const integers = (shape: Images, factor: number) =>
  fromArray<Images>(
    shape,
    Array.from({ length: elementCount(shape) }, (_, i) => ((i * factor) % 7) - 3)
  )

test.each(['float32', 'float64'] as const)('in %s: outputs and both gradients', precision => {
  const engine = wasmEngine({ precision })
  let direct = 0
  fc.assert(
    fc.property(scenes, ({ sizes: [examples, channels, outputs], groups, height, width, window, places }) => {
      const shapes: readonly [Images, Images, Images] = [
        [examples, groups * channels, height, width],
        [groups * outputs, channels, ...window.size],
        [examples, groups * outputs, ...places]
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
      if (
        groups === 1 &&
        places[1] >= 4 &&
        window.size[0] === window.size[1] &&
        window.stride.every(step => step === 1)
      )
        direct++
      expect(numbers(engine.compile(f)(...given))).toEqual(numbers(f(...given)))
    }),
    { numRuns: 200 }
  )
  expect(direct).toBeGreaterThan(40)
})
