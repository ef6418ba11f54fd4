/** A report as it is read, character by character. */
import { expect, test } from 'vitest'
import { holds } from '../../../laws/law/Law.js'
import { lawOver } from '../../../laws/law/lawOver.js'
import { register } from '../../../laws/run/register.js'
import { reportToJson, showReport, showResult } from '../../../laws/run/render.js'
import { type Result } from '../../../laws/law/verify.js'
import * as fc from 'fast-check'

const right: Result = {
  law: 'tanh: purity',
  statement: 'the same call gives the same bits',
  verdict: 'holds',
  runs: 50,
  checks: 350,
  undecided: 0,
  skipped: 0,
  reached: { zero: 3 }
}

const wrong: Result = {
  ...right,
  law: 'tanh: input gradient',
  statement: 'backward gives the derivative of forward',
  verdict: 'fails',
  undecided: 2,
  skipped: 1,
  counterexample: {
    message: 'the gradient of the input is not the derivative of forward',
    exhibits: [
      ['layer', 'tanh()'],
      ['output gradient', '[1, 1]  [[1]]']
    ],
    seed: 7,
    path: '3:0:1',
    entry: { place: 'input[0, 0]', analytic: 1 / 3, numeric: 2 / 3, tolerance: 1.25e-9 },
    sweep: [
      { step: 0.038625, numeric: 0.6665 },
      { step: 0.00965625, numeric: 0.66666 }
    ],
    cause: 'a factor: the gradient is 0.5 times the right one'
  }
}

test('a law that holds takes one line', () => {
  expect(showResult(right)).toBe('✓ tanh: purity: the same call gives the same bits (50 draws, 350 checks)')
})

test('an inconclusive law shows the reason', () => {
  expect(showResult({ ...right, verdict: 'inconclusive', skipped: 30, reason: 'no draw had: zero' })).toBe(
    '? tanh: purity: the same call gives the same bits (50 draws, 350 checks, 30 skipped)\n  no draw had: zero'
  )
})

test('a law that holds in part shows what was not reached', () => {
  expect(showResult({ ...right, verdict: 'partial', unreached: ['numbers above 10³', 'ties in part 1, relu()'] })).toBe(
    '~ tanh: purity: the same call gives the same bits (50 draws, 350 checks)\n' +
      '  holds where it could be compared; not reached: numbers above 10³, ties in part 1, relu()'
  )
})

test('a failed law shows the counterexample', () => {
  expect(showResult(wrong).split('\n')).toEqual([
    '✗ tanh: input gradient: backward gives the derivative of forward (50 draws, 350 checks, 2 undecided, 1 skipped)',
    '  what             the gradient of the input is not the derivative of forward',
    '  entry            input[0, 0]',
    '  analytic         0.333333333333',
    '  numeric          0.666666666667  ± 1.3e-9',
    '  error            3.3e-1 absolute, 5.0e-1 relative',
    '  layer            tanh()',
    '  output gradient  [1, 1]  [[1]]',
    '  sweep            step 3.9e-2  numeric 0.6665  error 3.3e-1',
    '                   step 9.7e-3  numeric 0.66666  error 3.3e-1',
    '  likely           a factor: the gradient is 0.5 times the right one',
    "  replay           verify(laws, { seed: 7, path: '3:0:1' })"
  ])
})

test('a counterexample without an entry and a cause', () => {
  const { message, seed, path, sweep = [] } = wrong.counterexample ?? { message: '', seed: 0, path: '' }
  const counterexample = { message, seed, path, exhibits: [] }
  const showFound = (found: object) =>
    showResult({ ...wrong, counterexample: { ...counterexample, ...found } }).split('\n')
  expect(showFound({}).slice(2)).toEqual([
    '  likely  no known cause fits the numbers',
    "  replay  verify(laws, { seed: 7, path: '3:0:1' })"
  ])
  expect(showFound({ sweep: sweep.slice(1) }).slice(1)).toEqual([
    '  what    the gradient of the input is not the derivative of forward',
    '  sweep   step 9.7e-3  numeric 0.66666',
    '  likely  no known cause fits the numbers',
    "  replay  verify(laws, { seed: 7, path: '3:0:1' })"
  ])
})

test('a thrown error is shown without a cause', () => {
  const counterexample = { message: 'threw Error: no', seed: 7, path: '0', exhibits: [] }
  expect(
    showResult({ ...wrong, counterexample })
      .split('\n')
      .slice(1)
  ).toEqual(['  what    threw Error: no', "  replay  verify(laws, { seed: 7, path: '0' })"])
})

test.each([
  ['threw Error: no', undefined, []],
  ['threw Error: no', 'a loop', ['  likely  a loop']],
  ['two differ', undefined, ['  likely  no known cause fits the numbers']]
])('%s, because of %s', (message, cause, likely) => {
  const counterexample = { message, seed: 7, path: '', exhibits: [], ...(cause === undefined ? {} : { cause }) }
  const lines = showResult({ ...wrong, counterexample }).split('\n')
  expect(lines.filter(line => line.startsWith('  likely'))).toEqual(likely)
})

test('a report shows its laws one after the other', () => {
  const report = { seed: 0, results: [right, wrong], holds: false }
  expect(showReport(report)).toBe(`${showResult(right)}\n${showResult(wrong)}`)
})

test('JSON, with NaN and infinities as strings', () => {
  const entry = { place: 'input[0]', analytic: NaN, numeric: -Infinity, tolerance: 0.5 }
  const counterexample = { message: '', exhibits: [], seed: 1, path: '', entry }
  const json = reportToJson({ seed: 1, results: [{ ...right, counterexample }], holds: false })
  expect(JSON.parse(json)).toMatchObject({
    seed: 1,
    results: [{ runs: 50, counterexample: { entry: { analytic: 'NaN', numeric: '-Infinity', tolerance: 0.5 } } }]
  })
  expect(json).toMatch(/^\{\n {2}"seed": 1,\n/)
})

test('one test per law, which throws the report if the law does not hold', () => {
  const tests: (readonly [name: string, body: () => void])[] = []
  const law = lawOver<number>({ arbitrary: fc.nat(9), exhibits: () => [] })
  const laws = [law('right', 'it is', () => holds()), law('open', 'who knows', () => holds(1, 1))]
  register((name, body) => tests.push([name, body]), laws, { runs: 5 })
  expect(tests.map(([name]) => name)).toEqual(['right: it is', 'open: who knows'])
  expect(tests[0]?.[1]).not.toThrow()
  expect(tests[1]?.[1]).toThrow(
    '? open: who knows (5 draws, 5 checks, 5 undecided)\n  5 of 5 comparisons were undecided'
  )
})
