/** Mistakes at one operation of a layer, and in one layer of a composition. The whole table of causes: test/long. */
import * as fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { expect, test } from 'vitest'
import { inParts } from '../../../laws/diagnosis/inParts.js'
import { locate } from '../../../laws/diagnosis/locate.js'
import { layerCase } from '../../../laws/generator/layer.js'
import { blind, names } from '../causes/blind.js'
import { andThen, dense, eraseTypes, residual, tanh, type UntypedLayer } from '../../../src/index.js'

const causesOf = (layer: UntypedLayer): readonly string[] => {
  const drawn = fc.sample(layerCase({ name: 'own', layers: [layer] }, 'generic'), { seed: 1, numRuns: 12 })
  return [...new Set(locate(drawn).values())]
}

test.each([
  'swish with β: inner derivative missing',
  'lstm cell: input and forget gate exchanged',
  'layer norm: gain gradient with x',
  'dilated convolution: dilation ignored in dw'
])('%s', name => {
  const row = blind.find(row => row.name === name)
  if (row?.of !== 'layer') throw new Error(`no layer ${name}`)
  const causes = causesOf(row.subject)
  expect(causes.some(cause => names(row, cause))).toBe(true)
})

test('a right layer has no mistake', () => {
  expect(causesOf(eraseTypes(pipe(dense(2, 3), andThen(tanh()))))).toEqual([])
})

const wrongTanh = (): ReturnType<typeof tanh<readonly [3]>> => ({
  ...tanh<readonly [3]>(),
  backward: (_, __, dy) => [[], dy]
})

test('a wrong layer inside of compositions is named with its place', () => {
  const network = eraseTypes(pipe(dense(2, 3), andThen(residual(pipe(dense(3, 3), andThen(wrongTanh()))))))
  const explain = () => 'cause'
  expect(inParts({ name: 'network', layers: [network] }, explain)).toBe(
    'part 1, residual(sequence(dense(3, 3), tanh())): part 0, sequence(dense(3, 3), tanh()): part 1, tanh(): cause'
  )
  const right = eraseTypes(pipe(dense(2, 3), andThen(tanh())))
  expect(inParts({ name: 'network', layers: [right] }, explain)).toBeUndefined()
})
