/** What is made of draws: a verdict, its reason, the smallest counterexample. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { allOf, type Details, fails, type Finding, holds, skipped, type Symptom } from '../../../laws/law/Law.js'
import { lawOver } from '../../../laws/law/lawOver.js'
import { type Options, type Report, verify } from '../../../laws/law/verify.js'
import { layerLaws } from '../../../laws/layer/layerLaws.js'
import { verify as diagnosing } from '../../../laws/run/verify.js'
import { denseWithOneEntryWrong } from '../../../laws/wrong/dense.js'

/** A law of whole numbers from 0 to 999. */
const law = lawOver<number>({
  arbitrary: fc.nat(999),
  exhibits: n => [['n', String(n)]],
  reached: n => (n % 2 === 0 ? ['even'] : ['odd'])
})

const verdictOf = (check: (n: number) => Finding, options: Options = {}, mustReach: readonly string[] = []) =>
  verify([law('numbers', 'they are small', check, mustReach)], options).results[0]

/** The finding of the first so many draws, and then another one. */
const firstOf = (count: number, first: Finding, other: Finding) => {
  let draws = 0
  return () => (++draws <= count ? first : other)
}

test('a law that holds is reported with its counts', () => {
  const found = verdictOf(() => holds(3, 0), { runs: 20 })
  const { even = NaN, odd = NaN } = found?.reached ?? {}
  expect(even + odd).toBe(20)
  expect(found).toEqual({
    law: 'numbers',
    statement: 'they are small',
    verdict: 'holds',
    runs: 20,
    checks: 60,
    undecided: 0,
    skipped: 0,
    reached: { even, odd }
  })
})

test.each<[given: Options['runs'], own: number | undefined, runs: number]>([
  [undefined, undefined, 50],
  [undefined, 7, 7],
  [3, 7, 3]
])('draws: asked for %s, the law says %s, %d are made', (runs, own, expected) => {
  const one = { ...law('numbers', '', () => holds()), ...(own === undefined ? {} : { runs: own }) }
  expect(verify([one], runs === undefined ? {} : { runs }).results[0]?.runs).toBe(expected)
})

test('required and covered cases are optional', () => {
  const { property } = lawOver<number>({ arbitrary: fc.nat(), exhibits: () => [] })('numbers', '', () => holds())
  const [result] = verify([{ name: 'numbers', statement: '', property }]).results
  expect([result?.verdict, result?.reached]).toEqual(['holds', {}])
})

test.each([
  [10, 'holds', undefined],
  [11, 'inconclusive', '11 of 20 draws were skipped: too large; too small']
])('of 20 draws %d are skipped: it %s', (count, verdict, reason) => {
  let draws = 0
  const check = () => (++draws > count ? holds() : skipped(draws % 2 === 1 ? 'too large' : 'too small'))
  expect(verdictOf(check, { runs: 20 })).toMatchObject({ verdict, skipped: count, checks: 20 - count })
  draws = 0
  expect(verdictOf(check, { runs: 20 })?.reason).toBe(reason)
})

test.each([
  [4, 'holds', undefined],
  [5, 'inconclusive', '5 of 20 comparisons were undecided']
])('of 20 comparisons %d are undecided: it %s', (count, verdict, reason) => {
  const found = verdictOf(firstOf(count, holds(1, 1), holds()), { runs: 20 })
  expect([found?.verdict, found?.undecided, found?.reason]).toEqual([verdict, count, reason])
})

test('a law that never reaches a kind of places that it tried holds in part', () => {
  const near = holds(1, 0, { places: { tried: ['near', 'far'], reached: ['near'] } })
  const far = holds(1, 0, { places: { tried: ['near', 'far'], reached: ['far'] } })
  expect(verdictOf(() => near, { runs: 5 })).toMatchObject({ verdict: 'partial', unreached: ['far'] })
  expect(verdictOf(firstOf(1, far, near), { runs: 5 })).toMatchObject({
    verdict: 'holds',
    reached: { near: 4, far: 1 }
  })
  expect(verdictOf(firstOf(1, near, fails('wrong')), { runs: 5 })).toMatchObject({ verdict: 'fails' })
})

test('up to ten times as many draws are made for required cases, but not in a replay', () => {
  expect(verdictOf(() => holds(), { runs: 1 }, ['even', 'odd'])).toMatchObject({ verdict: 'holds' })
  const never = { verdict: 'inconclusive', reason: 'no draw had: prime, perfect' }
  expect(verdictOf(() => holds(), { runs: 3 }, ['even', 'prime', 'perfect'])).toMatchObject({ ...never, runs: 30 })
  expect(verdictOf(() => holds(), { runs: 3, path: '1' }, ['prime', 'perfect'])).toMatchObject({ ...never, runs: 3 })
})

test('further draws for required cases are new, and a failure among them is reported', () => {
  const drawn = new Set<number>()
  const check = (n: number) => (drawn.add(n).size > 4 ? fails('too many') : holds())
  expect(verdictOf(check, { runs: 2 }, ['prime'])).toMatchObject({
    verdict: 'fails',
    runs: 5,
    counterexample: { message: 'too many' }
  })
})

const tooLarge = (n: number): Finding => (n > 617 ? fails(`${n} is too large`) : holds())

test('a failure is shrunk, and replays from its seed and path', () => {
  const found = verdictOf(tooLarge, { seed: 5 })
  expect(found).toMatchObject({
    verdict: 'fails',
    counterexample: { message: '618 is too large', exhibits: [['n', '618']], seed: 5 }
  })
  expect(found?.reason).toBeUndefined()
  const { seed = NaN, path = '' } = found?.counterexample ?? {}
  expect(path).not.toBe('')
  expect(verdictOf(tooLarge, { seed, path })).toMatchObject({
    runs: 1,
    counterexample: { message: '618 is too large' }
  })
})

test('trials of shrinking do not count as draws', () => {
  let draws = 0
  const found = verdictOf(n => (n > 617 ? fails(`${n} is too large`) : holds(2, 1)), { seed: 5 })
  const { runs = NaN, checks, undecided, reached = {} } = found ?? {}
  expect([checks, undecided]).toEqual([2 * (runs - 1), runs - 1])
  for (const count of Object.values(reached)) draws += count
  expect(draws).toBe(runs)
})

test.each([0, 3])('it is tried smaller at most %d times', shrinks => {
  let tries = 0
  const found = verdictOf(n => (tries++, tooLarge(n)), { shrinks, seed: 5 })
  // Once more for the details.
  expect(tries).toBe((found?.runs ?? NaN) + shrinks + 1)
  expect(found?.counterexample?.message).toMatch(/is too large$/)
})

test('any thrown value is a failure', () => {
  const throwing = (thrown: unknown) => () => {
    throw thrown
  }
  expect(verdictOf(throwing(new RangeError('no')))?.counterexample?.message).toBe('threw RangeError: no')
  expect(verdictOf(throwing('no'))?.counterexample?.message).toBe('threw no')
})

test('a failure that does not happen every time is reported', () => {
  expect(verdictOf(firstOf(1, fails('once'), holds()))?.counterexample).toMatchObject({
    message: 'the failure does not happen every time',
    cause: 'the check is not deterministic'
  })
})

test('an error in the generator of the draws is a failure', () => {
  const property = fc.nat().map((): never => {
    throw new TypeError('it takes no shape')
  })
  expect(verify([{ name: 'none', statement: '', property }], { seed: 3 }).results).toMatchObject([
    {
      verdict: 'fails',
      counterexample: {
        message: 'no draw could be made: TypeError: it takes no shape',
        exhibits: [],
        seed: 3,
        path: ''
      }
    }
  ])
})

const symptom: Symptom = { of: 'batch', subject: { name: 'numbers', layers: [] } }

test.each<[name: string, details: () => Details, options: Options, cause: string | undefined]>([
  ['are told', () => ({ cause: 'the sign' }), {}, 'the sign'],
  ['need not be asked for', () => ({ cause: 'the sign' }), { explain: false }, undefined],
  ['are explained by what is passed in', () => ({ symptom, cause: 'ties' }), { explain: ({ of }) => of }, 'batch'],
  [
    'name the cause that the law knows where nothing explains them',
    () => ({ symptom, cause: 'ties' }),
    { explain: () => undefined },
    'ties'
  ],
  [
    'name the cause that the law knows where the explanation throws',
    () => ({ symptom, cause: 'ties' }),
    {
      explain: () => {
        throw new Error('no')
      }
    },
    'ties'
  ],
  ['have no cause without a diagnosis', () => ({ symptom }), {}, undefined],
  [
    'may throw, and the failure is told without them',
    () => {
      throw new Error('no')
    },
    {},
    undefined
  ]
])('the details of a failure %s', (_, details, options, cause) => {
  const found = verdictOf(() => fails('always', details), options)?.counterexample
  expect([found?.message, found?.cause]).toEqual(['always', cause])
  expect(found).not.toHaveProperty('symptom')
})

test('allOf: all must hold, and the counts are added', () => {
  expect(allOf([holds(2, 1), holds(3, 1)])).toEqual(holds(5, 2))
  expect(allOf([holds(), skipped('first'), fails('second')])).toEqual(skipped('first'))
  expect(allOf([])).toEqual(holds(0, 0))
})

test('a report holds if every law holds', () => {
  const [right, wrong] = [law('right', '', () => holds()), law('wrong', '', tooLarge)]
  const open = law('open', '', () => holds(1, 1))
  expect(verify([right, right])).toMatchObject({ seed: 0, holds: true, results: [{ law: 'right' }, { law: 'right' }] })
  expect(verify([right, wrong], { seed: 7 })).toMatchObject({ seed: 7, holds: false })
  expect(verify([right, open]).holds).toBe(false)
})

test('the public `verify` passes the diagnosis to the inner one, which has none', () => {
  const laws = layerLaws(denseWithOneEntryWrong(2, 3, 1))
  const causes = (report: Report) => report.results.flatMap(({ counterexample }) => counterexample?.cause ?? [])
  expect(causes(verify(laws))).toEqual([])
  expect(causes(diagnosing(laws))).not.toEqual([])
})
