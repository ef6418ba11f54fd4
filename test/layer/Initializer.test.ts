import { evaluate } from 'fp-ts/lib/State.js'
import { type Initializer, Initializers, Randoms, toArray, Values } from 'pullback'
import { describe, expect, test } from 'vitest'

const draw = (initializer: Initializer, shape: readonly number[], seed = 1): readonly number[] =>
  toArray(evaluate(Randoms.seed(seed))(initializer(shape)))

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, x) => sum + x, 0) / numbers.length
const moment = (numbers: readonly number[], power: number): number => mean(numbers.map(x => x ** power))

const { sqrt } = Math

/** [outputs, inputs, ...kernel]: fanIn = 60 · 15 = 900, fanOut = 40 · 15 = 600 */
const shape = [40, 60, 3, 5]

describe.each([
  ['glorotNormal', Initializers.glorotNormal, 2 / 1500],
  ['heNormal', Initializers.heNormal, 2 / 900],
  ['lecunNormal', Initializers.lecunNormal, 1 / 900],
  ['normal', Initializers.normal(0, 0.1), 0.01]
])('%s', (_, initializer, variance) => {
  test('has the expected mean and variance, and the kurtosis of a normal distribution', () => {
    const numbers = draw(initializer, shape)
    const error = sqrt(variance / numbers.length)
    expect(Math.abs(mean(numbers))).toBeLessThan(4 * error)
    expect(moment(numbers, 2) / variance).toBeCloseTo(1, 1)
    expect(Math.abs(moment(numbers, 2) / variance - 1)).toBeLessThan(4 * sqrt(2 / numbers.length))
    expect(Math.abs(moment(numbers, 4) / variance ** 2 - 3)).toBeLessThan(4 * sqrt(96 / numbers.length))
  })
})

describe.each([
  ['glorotUniform', Initializers.glorotUniform, sqrt(6 / 1500)],
  ['heUniform', Initializers.heUniform, sqrt(6 / 900)],
  ['lecunUniform', Initializers.lecunUniform, sqrt(3 / 900)],
  ['uniform', Initializers.uniform(-0.2, 0.2), 0.2]
])('%s', (_, initializer, limit) => {
  test('has the expected limit, mean and variance', () => {
    const numbers = draw(initializer, shape)
    const largest = Math.max(...numbers.map(Math.abs))
    expect(largest).toBeLessThanOrEqual(limit)
    expect(largest).toBeGreaterThan(0.999 * limit)
    expect(Math.abs(mean(numbers))).toBeLessThan(4 * (limit / sqrt(3 * numbers.length)))
    expect(Math.abs((3 * moment(numbers, 2)) / limit ** 2 - 1)).toBeLessThan(4 * sqrt(0.8 / numbers.length))
  })
})

test('xavier and kaiming, the names of PyTorch, are aliases of glorot and he', () => {
  expect(Initializers.xavierUniform).toBe(Initializers.glorotUniform)
  expect(Initializers.xavierNormal).toBe(Initializers.glorotNormal)
  expect(Initializers.kaimingUniform).toBe(Initializers.heUniform)
  expect(Initializers.kaimingNormal).toBe(Initializers.heNormal)
})

test('constant and zeros leave the seed unchanged', () => {
  const seed = Randoms.seed(1)
  const [ones, next] = Initializers.constant(1)([2, 2])(seed)
  expect(toArray(ones)).toEqual([1, 1, 1, 1])
  expect(next).toEqual(seed)
  expect(draw(Initializers.zeros, [3])).toEqual([0, 0, 0])
})

describe('orthogonal', () => {
  /** The scalar products of all pairs of rows, or of all pairs of columns. */
  const products = (numbers: readonly number[], rows: number, columns: number, ofColumns: boolean) => {
    const at = (i: number, k: number) => (ofColumns ? numbers[k * columns + i] : numbers[i * columns + k]) ?? NaN
    const [size, length] = ofColumns ? [columns, rows] : [rows, columns]
    return Array.from({ length: size }, (_, i) =>
      Array.from({ length: size }, (_, j) =>
        Array.from({ length }, (_, k) => at(i, k) * at(j, k)).reduce((sum, x) => sum + x, 0)
      )
    )
  }

  test.each([
    ['wide', [5, 9], 5, 9],
    ['tall', [9, 5], 9, 5],
    ['square', [30, 30], 30, 30],
    ['convolution', [4, 2, 3, 3], 4, 18],
    ['a row', [1, 6], 1, 6],
    ['a bias', [6], 6, 1],
    ['a scalar', [], 1, 1]
  ])('%s: the rows or columns are orthonormal', (_, shape, rows, columns) => {
    products(draw(Initializers.orthogonal(), shape), rows, columns, rows > columns).forEach((row, i) =>
      row.forEach((product, j) => expect(product).toBeCloseTo(i === j ? 1 : 0, 13))
    )
  })

  test('the gain multiplies the matrix', () => {
    const one = draw(Initializers.orthogonal(), [3, 4])
    expect(draw(Initializers.orthogonal(2), [3, 4])).toEqual(one.map(x => 2 * x))
  })

  test('every rotation and reflection of the plane is equally likely', () => {
    const drawn = Array.from({ length: 4000 }, (_, seed) => draw(Initializers.orthogonal(), [2, 2], seed))
    for (let entry = 0; entry < 4; entry++) {
      const entries = drawn.map(numbers => numbers[entry] ?? NaN)
      expect(Math.abs(mean(entries))).toBeLessThan(4 * sqrt(0.5 / 4000))
      expect(Math.abs(moment(entries, 2) - 0.5)).toBeLessThan(4 * sqrt(0.125 / 4000))
    }
    const determinants = drawn.map(([a = NaN, b = NaN, c = NaN, d = NaN]) => a * d - b * c)
    expect(Math.abs(mean(determinants))).toBeLessThan(4 / sqrt(4000))
  })
})

test('equal seeds give equal bits, different seeds give different bits', () => {
  for (const initializer of [Initializers.heNormal, Initializers.glorotUniform, Initializers.orthogonal()]) {
    const at = (seed: number) => evaluate(Randoms.seed(seed))(initializer([3, 4]))
    expect(Values.sameValue(at(1), at(1))).toBe(true)
    expect(Values.sameValue(at(1), at(2))).toBe(false)
  }
})

describe('invalid arguments', () => {
  test.each([
    [() => Initializers.constant(NaN), 'constant: the value must be a finite number, found NaN'],
    [() => Initializers.orthogonal(Infinity), 'orthogonal: the gain must be a finite number, found Infinity']
  ])('%s', (build, message) => {
    expect(build).toThrow(new RangeError(message))
  })
})
