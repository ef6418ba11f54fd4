/** A network as a table: shapes where they can be known, numbers to learn, and their sum. */
import { pipe } from 'fp-ts/lib/function.js'
import { activation, Algebra, andThen, builtFrom, dense, eraseTypes, noSettings, summary, tanh } from 'pullback'
import { expect, test } from 'vitest'

const sine = activation(Algebra.sin, Algebra.cos, 'sine')
const network = eraseTypes(pipe(dense(2, 500), andThen(tanh()), andThen(dense(500, 1))))

test('each layer with its output and its parameters', () => {
  expect(summary(network)).toBe(
    [
      'layer             output  parameters',
      '0  dense(2, 500)  [500]        1,500',
      '1  tanh()         [500]            0',
      '2  dense(500, 1)  [1]            501',
      'total                          2,001',
      ''
    ].join('\n')
  )
})

test('one layer, whose input is said', () => {
  expect(summary(eraseTypes(tanh()), { input: [3] })).toBe(
    'layer      output  parameters\n0  tanh()  [3]              0\ntotal                       0\n'
  )
})

test('a shape that cannot be known is a question mark', () => {
  const line = (text: string) => text.split('\n')[1]
  expect(line(summary(eraseTypes(tanh())))).toBe('0  tanh()  ?                0')
  expect(line(summary(network, { input: [3] }))).toBe('0  dense(2, 500)  ?            1,500')
  const own = eraseTypes(sine<readonly [2]>())
  expect(line(summary(own, { input: [2] }))).toBe('0  sine()  ?                0')
  expect(line(summary(own, { input: [2], own: { sine: builtFrom(noSettings, () => sine()) } }))).toBe(
    '0  sine()  [2]              0'
  )
})
