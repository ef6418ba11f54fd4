import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { erfOf } from '../../src/number/erf.js'
import rows from '../golden/erf.json' with { type: 'json' }

/** Reference values from test/golden/erf.py; each is the sum of two float64 numbers. */
const table = rows.map(([x = NaN, high = NaN, low = NaN]) => ({ x, high, low }))

const smallestNormal = 2 ** -1022

describe('reference values of higher precision', () => {
  test('the relative error is below 5e-16', () => {
    const errors = table
      .filter(({ high }) => high >= smallestNormal)
      .map(({ x, high, low }) => ({ x, error: Math.abs((erfOf(x) - high - low) / high) }))
    expect(errors.length).toBeGreaterThan(500)
    expect(errors.filter(({ error }) => !(error < 5e-16))).toEqual([])
  })

  test('subnormal results are the nearest float64', () => {
    const denormal = table.filter(({ high }) => high < smallestNormal)
    expect(denormal.length).toBeGreaterThanOrEqual(6)
    expect(denormal.map(({ x }) => erfOf(x))).toEqual(denormal.map(({ high }) => high))
  })

  test('results do not decrease, also at the boundaries between the formulas', () => {
    const results = table.map(({ x }) => erfOf(x))
    expect(results).toEqual(results.toSorted((one, other) => one - other))
  })
})

test('zeros keep their sign, infinities give 1 and −1, NaN gives NaN', () => {
  expect([0, -0, Infinity, -Infinity, NaN].map(erfOf)).toEqual([0, -0, 1, -1, NaN])
})

test('erf is odd, bit for bit', () => {
  fc.assert(
    fc.property(fc.oneof(fc.double(), fc.double({ min: -7, max: 7, noNaN: true })), x =>
      Object.is(erfOf(-x), -erfOf(x))
    ),
    { numRuns: 2000 }
  )
  expect(table.filter(({ x }) => erfOf(-x) !== -erfOf(x))).toEqual([])
})
