/** Conversions of tensors to text, JSON, nested lists and arrays. */
import {
  Algebra,
  fromArray,
  openBatch,
  Randoms,
  scalar,
  tensor,
  toArray,
  toFloat32Array,
  toFloat64Array,
  toNested,
  trace
} from 'pullback'
import { evaluate } from 'fp-ts/lib/State.js'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'

const matrix = tensor([
  [0, 1],
  [-0, 1 / 3]
])
const shown = 'Tensor [2, 2]: [[0, 1], [-0, 0.333333]]'

describe('printing', () => {
  test('console.log, String and template literals show the shape and the numbers', () => {
    expect(inspect(matrix)).toBe(shown)
    expect(String(matrix)).toBe(shown)
    expect(inspect(scalar(3))).toBe('Tensor []: 3')
    expect(inspect(tensor([NaN, Infinity]))).toBe('Tensor [2]: [NaN, Infinity]')
    expect(inspect(Algebra.transpose(tensor([[1, 2, 3]])))).toBe('Tensor [3, 1]: [[1], [2], [3]]')
  })

  test('tensors inside nested objects and lists are printed too', () => {
    expect(inspect({ params: [scalar(1), { bias: tensor([2]) }] })).toBe(
      '{ params: [ Tensor []: 1, { bias: Tensor [1]: [2] } ] }'
    )
  })

  test('the middle of long axes is left out', () => {
    const long = tensor(Array.from({ length: 9 }, (_, i) => i))
    expect(String(long)).toBe('Tensor [9]: [0, 1, 2, …, 6, 7, 8]')
    expect(String(tensor([1, 2, 3, 4, 5, 6, 7, 8]))).toBe('Tensor [8]: [1, 2, 3, 4, 5, 6, 7, 8]')
    expect(String(Algebra.reshape([5, 1, 4], tensor(Array.from({ length: 20 }, (_, i) => i))))).toBe(
      'Tensor [5, 1, 4]: [[[0, 1, 2, 3]], …, [[16, 17, 18, 19]]]'
    )
    const images = evaluate(Randoms.seed(1))(Randoms.normal()([64, 3, 28, 28]))
    expect(String(images).length).toBeLessThan(800)
  })

  test('a traced tensor prints its shape without numbers', () => {
    const seen: string[] = []
    trace([{ name: 'x', shape: [openBatch, 2] }], ['x'], x => {
      seen.push(inspect({ x }), String(Algebra.exp(x)), String(Algebra.reshape([2 * x.shape[0]], x)))
      expect(() => JSON.stringify(x)).toThrow('Cannot read the numbers of a traced tensor')
      return [x]
    })
    expect(seen).toEqual([
      '{ x: Tensor [batch, 2] (traced) }',
      'Tensor [batch, 2] (traced)',
      'Tensor [batch · 2] (traced)'
    ])
  })
})

describe('nested lists', () => {
  test('JSON holds the numbers, and null for NaN and infinities', () => {
    expect(JSON.stringify({ matrix, rate: scalar(0.5) })).toBe('{"matrix":[[0,1],[0,0.3333333333333333]],"rate":0.5}')
    expect(JSON.stringify(tensor([NaN, -Infinity]))).toBe('[null,null]')
  })

  test('toNested is the inverse of tensor', () => {
    const cube = [
      [
        [1, 2],
        [3, 4],
        [5, 6]
      ]
    ]
    expect(toNested(tensor(cube))).toEqual(cube)
    expect(toNested(tensor(7))).toBe(7)
    expect(toNested(Algebra.transpose(matrix))[0][1]).toBe(-0)
  })

  test('rows known only at run time make a matrix; ragged rows and text throw', () => {
    const rows: number[][] = [[1, 2], [3, 4], [5]]
    expect(tensor(rows.slice(0, 2)).shape).toEqual([2, 2])
    expect(() => tensor(rows)).toThrow('tensor: rows must have the same shape, found [2] in row 0 and [1] in row 2')
    // @ts-expect-error: text, which a JavaScript program can pass
    expect(() => tensor([['a']])).toThrow(new TypeError('tensor takes numbers in nested lists, found string'))
  })
})

describe('typed arrays', () => {
  test('are copied into a tensor and out of it', () => {
    const single = new Float32Array([0.1, 2, 3, 4, 5, 6])
    const made = fromArray([2, 3], single)
    const [back32, back64] = [toFloat32Array(made), toFloat64Array(made)]
    expect(back32).toEqual(single)
    expect(back64).toEqual(Float64Array.from(single))
    single[0] = 7
    back64[0] = 8
    back32[0] = 9
    expect(toArray(made)[0]).toBe(Math.fround(0.1))
  })

  test('are in row-major order, also for a view and for a tensor that shares its array', () => {
    const view = Algebra.transpose(tensor([[1, 2, 3], [4, 5, 6]])) // prettier-ignore
    expect(toFloat64Array(view)).toEqual(Float64Array.of(1, 4, 2, 5, 3, 6))
    expect(toFloat64Array(Algebra.exp(scalar(0)))).toEqual(Float64Array.of(1))
  })
})
