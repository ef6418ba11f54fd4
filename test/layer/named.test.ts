/** A named composition is described as one layer and computes the same bits. */
import { isLeft } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import {
  andThen,
  asBatch,
  batchNorm,
  builtFrom,
  dense,
  dropout,
  eraseTypes,
  fork,
  named,
  networkCodec,
  parametersOf,
  residual,
  showDescription,
  sum,
  summary,
  tanh,
  Values
} from 'pullback'
import { expect, test } from 'vitest'
import { size } from '../../src/catalogue/Row.js'
import * as t from 'io-ts/lib/index.js'
import { noise, paramsOf } from '../networks.js'

const composed = pipe(dense(2, 3), andThen(tanh()), andThen(fork(dense(3, 2), dense(3, 2))), andThen(sum()))
const configuration = { features: 2, hidden: 3 }
const block = named('block', configuration, ['down', 'one', 'other'], composed)
const namesOf = (layer: Parameters<typeof summary>[0]) => parametersOf(layer.description).map(({ name }) => name)

test('names the parameters after the layers inside', () => {
  expect(showDescription(block.description)).toBe('block(2, 3)')
  expect(namesOf(block)).toEqual(['down.weight', 'down.bias', 'one.weight', 'one.bias', 'other.weight', 'other.bias'])
  expect(parametersOf(block.description).map(({ shape }) => shape)).toEqual(
    parametersOf(composed.description).map(({ shape }) => shape)
  )
})

test('counts a named composition inside as one layer', () => {
  const outer = named('outer', {}, ['inner', 'last'], pipe(residual(block), andThen(dense(2, 1))))
  expect(namesOf(outer).slice(0, 2)).toEqual(['inner.down.weight', 'inner.down.bias'])
  expect(namesOf(outer).slice(-1)).toEqual(['last.bias'])
})

test('computes the same bits, and is one row of a summary', () => {
  const [params, x] = [paramsOf(composed, 1), asBatch(noise([3, 2], 2))]
  expect(Values.sameValue(block.forward(params, x)[0], composed.forward(params, x)[0])).toBe(true)
  expect(summary(pipe(block, andThen(dense(2, 1))))).toContain('0  block(2, 3)')
})

test('is saved and built again from its configuration', () => {
  const kind = builtFrom(t.strict({ features: size, hidden: size }), () => block)
  const codec = networkCodec({ block: kind })
  const encoded = codec.encode(eraseTypes(pipe(block, andThen(dense(2, 1)))))
  expect(JSON.stringify(encoded)).toContain('{"kind":"block","configuration":{"features":2,"hidden":3}}')
})

test('names the composition in a ShapeError', () => {
  const found = block.outputShape([5])
  expect(isLeft(found) ? found.left.message : '').toMatch(/^block\(2, 3\): /)
})

test('keeps noise, and refuses wrong names and batch statistics', () => {
  expect(named('noisy', {}, ['a'], pipe(dense(2, 2), andThen(dropout(0.5)))).training._tag).toBe('Some')
  expect(() => named('block', {}, ['down'], composed)).toThrow('block: 3 layers inside have parameters, found 1 names')
  expect(() => named('block', {}, ['a', 'b', 'a'], composed)).toThrow('block: the names must differ, found a, b, a')
  expect(() => named('block', {}, ['a', 'b'], pipe(dense(2, 2), andThen(batchNorm(2))))).toThrow('batch statistics')
})
