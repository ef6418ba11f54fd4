/** Which laws reject which mistakes, and whether the cause is named. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Details, fails, type Finding, holds } from '../../../laws/law/Law.js'
import { lawOver } from '../../../laws/law/lawOver.js'
import { kindOf, prove, showProof } from '../../../laws/wrong/prove.js'

const law = lawOver<number>({ arbitrary: fc.constant(0), exhibits: () => [] })

const wrong = (name: string, cause: RegExp | undefined, ...findings: readonly Finding[]) => ({
  name,
  laws: findings.map((finding, i) => law(`${name}: law ${i}`, '', () => finding)),
  ...(cause === undefined ? {} : { cause })
})

const failing = (message: string, details: Details = {}) => fails(message, () => details)
const entry = { place: 'input[0]', analytic: 1, numeric: 2, tolerance: 0 }

const table = [
  wrong('named by its cause', /sign/, holds(), failing('two differ', { cause: 'the sign', entry })),
  wrong('named by what happened', /threw/, failing('threw'), failing('threw'), holds()),
  wrong('not named', /sign/, failing('two differ', { entry })),
  wrong('named otherwise', /sign/, failing('two differ', { cause: 'a factor', entry })),
  wrong('of any cause', undefined, failing('threw')),
  wrong('right', /sign/, holds(), holds())
]

test('each mistake has the laws that it was tried on, those that reject it, and the causes', () => {
  const { rows, ...sums } = prove(table, { seed: 3 })
  expect(sums).toEqual({ seed: 3, holds: false, named: 3 })
  expect(rows.map(({ rejectedBy, causes, named }) => [rejectedBy, causes, named])).toEqual([
    [['law 1'], ['the sign'], true],
    [['law 0', 'law 1'], ['threw'], true],
    [['law 0'], [], false],
    [['law 0'], ['a factor'], false],
    [['law 0'], ['threw'], true],
    [[], [], false]
  ])
  expect(rows[0]).toMatchObject({ name: 'named by its cause', tried: ['law 0', 'law 1'] })
  expect(prove(table.slice(0, 5))).toMatchObject({ seed: 0, holds: true })
})

test('the kind of a law is its name without the subject', () => {
  expect(['dense(2, 3): purity', 'adam: training: purity', 'purity'].map(kindOf)).toEqual([
    'purity',
    'purity',
    'purity'
  ])
})

test('prints a line per mistake and a column per law', () => {
  expect(showProof(prove(table)).split('\n')).toEqual([
    'a   law 0',
    ' b  law 1',
    '  c law 2',
    '',
    '·✗  named by its cause        the sign',
    '✗✗· named by what happened    threw',
    '✗   not named               ? ',
    '✗   named otherwise         ? a factor',
    '✗   of any cause              threw',
    '··  right                   ? not rejected',
    '',
    '5 of 6 mistakes rejected, the cause of 3 named'
  ])
})
