/** Random values are a function of the seed; branches, splits and neighbouring seeds are independent. */
import fc from 'fast-check'
import { evaluate } from 'fp-ts/lib/State.js'
import { Randoms, type Seed, toArray } from 'pullback'
import { describe, expect, test } from 'vitest'

const { branch, both, normal, seed, shuffle, split, uniform } = Randoms

const uniforms = (from: Seed, count: number) => toArray(evaluate(from)(uniform()([count])))
const normals = (from: Seed, count: number) => toArray(evaluate(from)(normal(3, 2)([count])))

const mean = (xs: readonly number[]) => xs.reduce((sum, x) => sum + x, 0) / xs.length
const covariance = (xs: readonly number[], ys: readonly number[]) => {
  const [x0, y0] = [mean(xs), mean(ys)]
  return mean(xs.map((x, i) => (x - x0) * ((ys[i] ?? NaN) - y0)))
}
const correlation = (xs: readonly number[], ys: readonly number[]) =>
  covariance(xs, ys) / Math.sqrt(covariance(xs, xs) * covariance(ys, ys))

/** The chi-squared statistic of counts against equal probabilities. */
const chiSquare = (counts: readonly number[]) => {
  const expected = mean(counts)
  return counts.reduce((sum, found) => sum + (found - expected) ** 2 / expected, 0)
}

const drawn = 10
const pairs = 4000

/**
 * The largest correlation between the i-th numbers of two seeds, over many pairs of seeds. For independent seeds it is below 5
 * standard deviations, each 1 / √pairs.
 */
const largestCorrelation = (pair: (n: number) => readonly [Seed, Seed]): number => {
  const rows = Array.from({ length: pairs }, (_, n) => pair(n).map(from => uniforms(from, drawn)))
  const column = (which: number, i: number) => rows.map(row => row[which]?.[i] ?? NaN)
  return Math.max(
    ...Array.from({ length: drawn }, (_, i) => Math.abs(correlation(column(0, i), column(1, i)))),
    ...Array.from({ length: drawn - 1 }, (_, i) => Math.abs(correlation(column(0, i + 1), column(1, i))))
  )
}
const chance = 5 / Math.sqrt(pairs)

describe('determinism', () => {
  test('the same seed gives the same numbers and the same next seed', () => {
    const draw = both(both(uniform()([3]), normal()([2])), both(split, shuffle([1, 2, 3, 4])))
    fc.assert(
      fc.property(fc.maxSafeInteger(), n => {
        const [[[u, v], rest], next] = draw(seed(n))
        const [[[u2, v2], rest2], next2] = draw(seed(n))
        expect([toArray(u), toArray(v), rest, next]).toEqual([toArray(u2), toArray(v2), rest2, next2])
      })
    )
  })

  test('seed 42 gives these numbers, so that a change of the generator is noticed', () => {
    expect(uniforms(seed(42), 3)).toEqual([0.7859156106612096, 0.21652939051943132, 0.8539960082880124])
  })

  test('drawing does not modify the seed', () => {
    const from = Object.freeze(seed(1))
    const before = [...from]
    both(uniform()([3]), both(split, shuffle([1, 2, 3])))(from)
    branch(3)(from)
    expect(from).toEqual(before)
  })

  test('different integers give different seeds, above 32 bits too', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.maxSafeInteger(), (n, m) => {
        fc.pre(n !== m)
        expect(seed(n)).not.toEqual(seed(m))
        expect(branch(n)(seed(1))).not.toEqual(branch(m)(seed(1)))
      })
    )
    expect(seed(1)).not.toEqual(seed(1 + 2 ** 32))
    expect(branch(1)(seed(1))).not.toEqual(branch(1 + 2 ** 32)(seed(1)))
  })
})

describe('independence', () => {
  const cases: Readonly<Record<string, (n: number) => readonly [Seed, Seed]>> = {
    'neighbouring seeds': n => [seed(n), seed(n + 1)],
    'seeds 2n and 2n + 1': n => [seed(2 * n), seed(2 * n + 1)],
    'seeds that differ in sign': n => [seed(n + 1), seed(-n - 1)],
    'seeds that differ above 32 bits': n => [seed(n), seed(n + 2 ** 32)],
    'branches 0 and 1': n => [branch(0)(seed(n)), branch(1)(seed(n))],
    'branches 0 and 2': n => [branch(0)(seed(n)), branch(2)(seed(n))],
    'neighbouring branches of one seed': n => [branch(n)(seed(1)), branch(n + 1)(seed(1))],
    'a branch and its seed': n => [branch(5)(seed(n)), seed(n)],
    'branches of branches': n => [branch(1)(branch(2)(seed(n))), branch(2)(branch(1)(seed(n)))],
    'the two seeds of a split': n => split(seed(n)),
    'a seed and its split': n => [seed(n), split(seed(n))[0]]
  }

  test.each(Object.entries(cases))('%s', (_, pair) => expect(largestCorrelation(pair)).toBeLessThan(chance))

  test('the check detects seeds that differ by a fixed bit', () => {
    const flipped = (from: Seed): Seed => from.map((word, i) => (i === 1 ? word ^ 1 : word))
    expect(largestCorrelation(n => [seed(n), flipped(seed(n))])).toBeGreaterThan(chance)
  })
})

describe('distributions', () => {
  const many = 100_000

  test('uniform numbers are evenly distributed over their range', () => {
    const xs = toArray(evaluate(seed(1))(uniform(-2, 6)([many])))
    expect(xs.every(x => x >= -2 && x < 6)).toBe(true)
    const counts = Array.from({ length: 8 }, (_, i) => xs.filter(x => Math.floor(x) === i - 2).length)
    expect(chiSquare(counts)).toBeLessThan(30) // of 7 degrees of freedom: 1 in 10,000
  })

  test('normal numbers have the expected mean, deviation, skewness and kurtosis', () => {
    const xs = normals(seed(2), many).map(x => (x - 3) / 2)
    const moment = (k: number) => mean(xs.map(x => x ** k))
    const bound = (deviation: number) => (4 * deviation) / Math.sqrt(many)
    expect(Math.abs(moment(1))).toBeLessThan(bound(1))
    expect(Math.abs(moment(2) - 1)).toBeLessThan(bound(Math.sqrt(2)))
    expect(Math.abs(moment(3))).toBeLessThan(bound(Math.sqrt(15)))
    expect(Math.abs(moment(4) - 3)).toBeLessThan(bound(Math.sqrt(96)))
  })

  test('neighbouring numbers of one seed are not correlated', () => {
    const xs = normals(seed(3), many)
    expect(Math.abs(correlation(xs.slice(1), xs.slice(0, -1)))).toBeLessThan(4 / Math.sqrt(many))
  })

  test('shuffle gives every order with equal probability', () => {
    const orders = Array.from({ length: 24_000 }, (_, n) => evaluate(seed(n))(shuffle('abcd'.split(''))).join(''))
    const kinds = [...new Set(orders)]
    expect(kinds.length).toBe(24)
    const counts = kinds.map(kind => orders.filter(order => order === kind).length)
    expect(chiSquare(counts)).toBeLessThan(58) // of 23 degrees of freedom: 1 in 10,000
  })

  test('shuffle keeps the items and does not modify the list', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer(), (items, n) => {
        const before = [...items]
        const shuffled = evaluate(seed(n))(shuffle(Object.freeze(items)))
        expect(items).toEqual(before)
        expect(shuffled.toSorted((x, y) => x - y)).toEqual(before.toSorted((x, y) => x - y))
      })
    )
  })
})
