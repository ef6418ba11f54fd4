/** Sums, maxima and means along any axes, repetition along axes, powers and comparisons. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  equal,
  greater,
  less,
  maxAlong,
  meanAlong,
  pow,
  repeatAlong,
  reshape,
  scale,
  sumAlong,
  type Without
} from '../../src/algebra/Algebra.js'
import { openBatch } from '../../src/tensor/open.js'
import { elementCount, type Shape } from '../../src/tensor/Shape.js'
import { tensor, toNested } from '../../src/tensor/Nested.js'
import { type AnyTensor, fromArray, type Tensor, toArray } from '../../src/tensor/Tensor.js'
import { trace } from '../../src/engine/compiler/trace.js'
import { showProgram } from '../../src/engine/compiler/show.js'
import { javascriptOnly } from '../../src/engine/javascript.js'
import { wasmEngine } from '../../src/engine/wasm.js'
import { indices, inner } from '../../laws/value/Numbers.js'

/** Shapes, some of their axes in any order, and integers. */
const drawn = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }).chain(shape =>
  fc.record({
    shape: fc.constant<Shape>(shape),
    axes: fc.shuffledSubarray(shape.map((_, axis) => axis)),
    numbers: fc.array(fc.integer({ min: -9, max: 9 }), {
      minLength: elementCount(shape),
      maxLength: elementCount(shape)
    })
  })
)

/** The numbers of every group that a reduction combines, computed from their indices. */
const groupsOf = (shape: Shape, axes: Shape, numbers: readonly number[]): readonly (readonly number[])[] => {
  const groups = new Map<string, number[]>()
  numbers.forEach((x, i) => {
    const key = indices(shape, i)
      .filter((_, axis) => !axes.includes(axis))
      .join()
    groups.set(key, [...(groups.get(key) ?? []), x])
  })
  return [...groups.values()]
}

const dot = (x: Tensor<Shape>, y: Tensor<Shape>): number => inner(toArray(x), toArray(y)).value

describe('along axes', () => {
  test('sums, maxima and means are those of loops', () => {
    fc.assert(
      fc.property(drawn, ({ shape, axes, numbers }) => {
        const x = fromArray(shape, numbers)
        const groups = groupsOf(shape, axes, numbers)
        const sums = groups.map(group => group.reduce((sum, x) => sum + x, 0))
        expect(toArray(sumAlong(axes, x)).map(y => y + 0)).toEqual(sums)
        expect(toArray(maxAlong(axes, x))).toEqual(groups.map(group => Math.max(...group)))
        toArray(meanAlong(axes, x)).forEach((mean, i) => {
          expect(mean).toBeCloseTo((sums[i] ?? NaN) / (groups[i]?.length ?? NaN), 12)
        })
      })
    )
  })

  test('repeatAlong is the gradient of sumAlong: ⟨sum x, y⟩ = ⟨x, repeat y⟩', () => {
    fc.assert(
      fc.property(drawn, ({ shape, axes, numbers }) => {
        const x = fromArray(shape, numbers)
        const sum = sumAlong(axes, x)
        expect(sum.shape).toEqual(shape.filter((_, axis) => !axes.includes(axis)))
        expect(dot(x, repeatAlong(axes, shape, sum))).toBe(dot(sum, sum))
      })
    )
  })

  test('the compiler computes the shape', () => {
    const x: Tensor<readonly [2, 3, 4]> = fromArray([2, 3, 4], new Float64Array(24))
    const y: Tensor<readonly [3]> = sumAlong([0, 2], x)
    const z: Tensor<Without<readonly [2, 3, 4], readonly [1]>> = maxAlong([1], x)
    // @ts-expect-error: the axes 0 and 2 are gone
    const wrong: Tensor<readonly [4]> = sumAlong([0, 2], x)
    expect([y.shape, z.shape, wrong.shape]).toEqual([[3], [2, 4], [3]])
  })

  test('a mean over an open batch divides by the batch size', () => {
    const program = trace([{ name: 'x', shape: [openBatch, 3] }], ['y'], x => [meanAlong([0, 1], x)])
    expect(showProgram(program)).toContain('batchSize')
  })

  test('engines compute what eager computes', () => {
    const shape: Shape = [2, 3, 2]
    const x = fromArray(shape, [3, -1, 4, 1, -5, 9, 2, 6, -5, 3, 5, -8])
    const f = (x: AnyTensor): readonly AnyTensor[] => {
      const t: Tensor<Shape> = reshape(shape, x)
      return [
        sumAlong([0, 2], t),
        maxAlong([1], t),
        meanAlong([0, 1], t),
        repeatAlong([1], shape, scale(2, maxAlong([1], t))),
        pow(t, 5),
        equal(t, repeatAlong([1], shape, maxAlong([1], t)))
      ]
    }
    for (const engine of [javascriptOnly, wasmEngine({ precision: 'float64' })])
      expect(engine.compile(f)(x).map(toNested)).toEqual(f(x).map(toNested))
  })

  test('an axis that is missing, or named twice, is refused', () => {
    const x = tensor([[1, 2]])
    expect(() => sumAlong([2], x)).toThrow('sumAlong: the axes must be different axes of the shape [1, 2], found [2]')
    expect(() => maxAlong([1, 1], x)).toThrow(
      'maxAlong: the axes must be different axes of the shape [1, 2], found [1, 1]'
    )
    expect(() => repeatAlong([1], [2, 3], tensor([1, 2, 3]))).toThrow(
      'repeatAlong: the shape [2, 3] without the axes [1] is [2], found [3]'
    )
  })
})

test('integer powers are exact on integers, and inverses are', () => {
  const x = tensor([-3, -2, -1, 1, 2, 3])
  for (const p of [0, 1, 2, 3, 4, 5, 7, 10]) {
    const expected = toArray(x).map(n => Array.from({ length: p }, () => n).reduce((product, n) => product * n, 1))
    expect(toArray(pow(x, p))).toEqual(expected)
    expect(toArray(pow(x, -p))).toEqual(expected.map(y => 1 / y))
  }
})

test('other powers agree with Math.pow, and negative bases give NaN', () => {
  for (const p of [0.5, -0.5, 1.5, -2.25, 0.1]) {
    const bases = [1e-3, 0.3, 1, 2.5, 1e3]
    toArray(pow(tensor(bases), p)).forEach((y, i) => {
      expect(Math.abs(y / (bases[i] ?? NaN) ** p - 1)).toBeLessThan(1e-14)
    })
    expect(toArray(pow(tensor([-1]), p))).toEqual([NaN])
  }
  expect(toArray(pow(tensor([0, 0]), 1.5))).toEqual([0, 0])
})

test('comparisons are those of JavaScript, for NaN, infinities and zeros of both signs too', () => {
  const special = [NaN, -Infinity, -1, -5e-324, -0, 0, 5e-324, 1, Infinity]
  const pairs = special.flatMap(x => special.map(y => [x, y] as const))
  const [x, y] = [0, 1].map(k =>
    fromArray(
      [pairs.length],
      pairs.map(pair => pair[k] ?? NaN)
    )
  )
  if (x === undefined || y === undefined) throw new Error('no pairs')
  expect(toArray(greater(x, y))).toEqual(pairs.map(([x, y]) => Number(x > y)))
  expect(toArray(less(x, y))).toEqual(pairs.map(([x, y]) => Number(x < y)))
  expect(toArray(equal(x, y))).toEqual(pairs.map(([x, y]) => Number(x === y)))
  expect(toArray(equal(x, 1))).toEqual(pairs.map(([x]) => Number(x === 1)))
  expect(toArray(less(0, y))).toEqual(pairs.map(([, y]) => Number(0 < y)))
})
