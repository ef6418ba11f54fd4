import * as t from 'io-ts/lib/index.js'
import { averagePool } from '../layer/image/averagePool.js'
import { averagePool1d } from '../layer/image/averagePool1d.js'
import { convolution } from '../layer/image/convolution.js'
import { convolution1d } from '../layer/image/convolution1d.js'
import { globalAveragePool } from '../layer/image/globalAveragePool.js'
import { globalMaxPool } from '../layer/image/globalMaxPool.js'
import { maxPool } from '../layer/image/maxPool.js'
import { maxPool1d } from '../layer/image/maxPool1d.js'
import { transposedConvolution } from '../layer/image/transposedConvolution.js'
import { upsample } from '../layer/image/upsample.js'
import { type Shape } from '../tensor/Shape.js'
import { builtFrom, type LayerRow } from './LayerRow.js'
import { noSettings, size, wholeNumber } from './Row.js'

const pair = <A>(number: t.Type<A>) => t.readonly(t.tuple([number, number]))
const sides = t.union([size, pair(size)])
const same = t.literal('same')
const padding = t.union([wholeNumber, pair(wholeNumber), same])

const pool = t.strict({ size: sides, stride: sides, padding })
const pool1d = t.strict({ size, stride: size, padding: t.union([wholeNumber, same]) })

/** The catalogue of layers on images and on series with channels first: one row per kind. */
export const images: readonly LayerRow[] = [
  {
    name: 'convolution',
    formula: 'y[o, i, j] = Σ over c, k, l of x[c, i s + k d − p, j s + l d − p] W[o, c, k, l] + b[o]',
    example: { input: [1, 2, 3], size: 2, depth: 2, stride: 1, padding: 0, biasPer: 'channel' },
    build: builtFrom(
      t.exact(
        t.intersection([
          t.type({
            input: t.tuple([size, size, size]),
            size: sides,
            depth: size,
            stride: sides,
            padding,
            biasPer: t.keyof({ channel: null, position: null })
          }),
          t.partial({ dilation: sides, groups: size })
        ])
      ),
      ({ input, size, depth, ...options }) => convolution(input, size, depth, options)
    )
  },
  {
    name: 'convolution1d',
    formula: 'y[o, i] = Σ over c, k of x[c, i s + k d − p] W[o, c, k] + b[o]',
    example: { input: [2, 5], size: 2, depth: 2, stride: 1, padding: 'causal', dilation: 2, groups: 1 },
    build: builtFrom(
      t.strict({
        input: t.tuple([size, size]),
        size,
        depth: size,
        stride: size,
        padding: t.union([wholeNumber, same, t.literal('causal')]),
        dilation: size,
        groups: size
      }),
      ({ input, size, depth, ...options }) => convolution1d(input, size, depth, options)
    )
  },
  {
    name: 'maxPool',
    formula: 'y[c, i, j] = max over k, l of x[c, i s + k − p, j s + l − p]',
    example: { size: 3, stride: 2, padding: 1 },
    build: builtFrom(pool, ({ size, ...options }) => maxPool(size, options))
  },
  {
    name: 'maxPool1d',
    formula: 'y[c, i] = max over k of x[c, i s + k − p]',
    example: { size: 2, stride: 1, padding: 0 },
    build: builtFrom(pool1d, ({ size, ...options }) => maxPool1d(size, options))
  },
  {
    name: 'averagePool',
    formula: 'y[c, i, j] = mean over k, l of x[c, i s + k − p, j s + l − p]',
    example: { size: 2, stride: 1, padding: 1 },
    build: builtFrom(pool, ({ size, ...options }) => averagePool(size, options))
  },
  {
    name: 'averagePool1d',
    formula: 'y[c, i] = mean over k of x[c, i s + k − p]',
    example: { size: 2, stride: 1, padding: 'same' },
    build: builtFrom(pool1d, ({ size, ...options }) => averagePool1d(size, options))
  },
  {
    name: 'transposedConvolution',
    formula: 'y[o, i s + k d − p, j s + l d − p] = Σ of x[c, i, j] W[c, o, k, l] + b[o]',
    example: { input: [2, 2, 2], size: 2, depth: 1, stride: 2, padding: 'same', dilation: 1, groups: 1 },
    build: builtFrom(
      t.strict({
        input: t.tuple([size, size, size]),
        size: sides,
        depth: size,
        stride: sides,
        padding,
        dilation: sides,
        groups: size
      }),
      ({ input, size, depth, ...options }) => transposedConvolution(input, size, depth, options)
    )
  },
  {
    name: 'upsample',
    formula: 'y[c, i, j] = x[c, ⌊i / f⌋, ⌊j / f⌋]',
    example: { factor: 2 },
    build: builtFrom(t.strict({ factor: sides }), ({ factor }) =>
      upsample<number, number, number, typeof factor>(factor)
    )
  },
  {
    name: 'globalAveragePool',
    formula: 'y[c] = mean over all places i of x[c, i]',
    build: builtFrom(noSettings, () => globalAveragePool<number, Shape>())
  },
  {
    name: 'globalMaxPool',
    formula: 'y[c] = max over all places i of x[c, i]',
    build: builtFrom(noSettings, () => globalMaxPool<number, Shape>())
  }
]
