/** A network as a table: output shapes if known, numbers of parameters, and their total. */
import { pipe } from 'fp-ts/lib/function.js'
import { of } from 'fp-ts/lib/State.js'
import {
  activation,
  Algebra,
  andThen,
  type Batched,
  dense,
  describe,
  eraseTypes,
  withFixedShapes,
  layer,
  summary,
  tanh
} from 'pullback'
import { expect, test } from 'vitest'

const sine = activation(Algebra.sin, Algebra.cos, 'sine')
const network = eraseTypes(pipe(dense(2, 500), andThen(tanh()), andThen(dense(500, 1))))

test('each layer with its output shape and number of parameters', () => {
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

test('a single layer with a given input shape', () => {
  expect(summary(eraseTypes(tanh()), { input: [3] })).toBe(
    'layer      output  parameters\n0  tanh()  [3]              0\ntotal                       0\n'
  )
})

test('an unknown shape is a question mark', () => {
  const line = (text: string) => text.split('\n')[1]
  expect(line(summary(eraseTypes(tanh())))).toBe('0  tanh()  ?                0')
  expect(line(summary(network, { input: [3] }))).toBe('0  dense(2, 500)  ?            1,500')
})

/** A custom layer with fixed shapes: two inputs, three outputs. */
const custom = layer<readonly [], Batched<readonly [2]>, Batched<readonly [3]>, undefined>({
  description: describe('custom'),
  ...withFixedShapes(describe('custom'), [2], [3]),
  init: of([]),
  forward: (_, input) => [
    Algebra.broadcast<readonly [number, 3]>([input.shape[0], 3], Algebra.sumOfAll(input)),
    undefined
  ],
  backward: (_, __, outputGradient) => [
    [],
    Algebra.broadcast<readonly [number, 2]>([outputGradient.shape[0], 2], Algebra.sumOfAll(outputGradient))
  ]
})

const outputs = (text: string): readonly string[] =>
  text
    .split('\n')
    .slice(1, -2)
    .map(line => line.split(/ {2,}/)[2] ?? '')

test('a custom layer shows its fixed shape', () => {
  expect(outputs(summary(custom))).toEqual(['[3]'])
  expect(outputs(summary(eraseTypes(custom)))).toEqual(['[3]'])
  expect(outputs(summary(sine<readonly [2]>(), { input: [2] }))).toEqual(['[2]'])
})

test('a custom layer at the end, at the start and in the middle of a sequence', () => {
  expect(outputs(summary(pipe(dense(4, 2), andThen(custom))))).toEqual(['[2]', '[3]'])
  expect(outputs(summary(pipe(custom, andThen(dense(3, 1)), andThen(tanh()))))).toEqual(['[3]', '[1]', '[1]'])
  expect(outputs(summary(pipe(dense(4, 2), andThen(custom), andThen(dense(3, 5)))))).toEqual(['[2]', '[3]', '[5]'])
})

test('custom layers in a row, and before a layer of any size, show their shapes', () => {
  const network = pipe(dense(4, 2), andThen(sine<readonly [2]>()), andThen(tanh()), andThen(custom), andThen(tanh()))
  expect(outputs(summary(network))).toEqual(['[2]', '[2]', '[2]', '[3]', '[3]'])
  expect(outputs(summary(eraseTypes(network)))).toEqual(['[2]', '[2]', '[2]', '[3]', '[3]'])
})
