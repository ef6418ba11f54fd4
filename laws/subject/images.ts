import { eraseTypes } from '../../src/layer/eraseTypes.js'
import { averagePool } from '../../src/layer/image/averagePool.js'
import { averagePool1d } from '../../src/layer/image/averagePool1d.js'
import { convolution } from '../../src/layer/image/convolution.js'
import { convolution1d } from '../../src/layer/image/convolution1d.js'
import { globalAveragePool } from '../../src/layer/image/globalAveragePool.js'
import { globalMaxPool } from '../../src/layer/image/globalMaxPool.js'
import { maxPool } from '../../src/layer/image/maxPool.js'
import { maxPool1d } from '../../src/layer/image/maxPool1d.js'
import { transposedConvolution } from '../../src/layer/image/transposedConvolution.js'
import { upsample } from '../../src/layer/image/upsample.js'
import { type Shape, type Shapes } from '../../src/tensor/Shape.js'
import { type Knowledge } from './LayerSubject.js'

/** Images that are large enough for every window of the table. */
const images: readonly Shapes[] = [
  [1, 2, 2],
  [1, 3, 2],
  [2, 3, 3]
]

/** Series that are long enough for every window of the table. */
const series: readonly Shapes[] = [
  [1, 2],
  [1, 5],
  [2, 4]
]

/** Properties of the layers on images and on series with channels first. */
export const imageLayers = {
  convolution: {
    layers: [
      eraseTypes(convolution([1, 1, 1], 1, 1)),
      eraseTypes(convolution([1, 2, 3], 2, 2)),
      eraseTypes(convolution([2, 3, 2], 2, 1, { stride: 2, padding: 1 })),
      eraseTypes(convolution([1, 2, 3], 2, 2, { biasPer: 'position' })),
      eraseTypes(convolution([1, 3, 4], [1, 2], 2, { stride: [2, 1], padding: 'same', dilation: [1, 2] })),
      eraseTypes(convolution([2, 2, 3], 2, 4, { groups: 2, padding: [0, 1] }))
    ],
    multilinear: true
  },
  convolution1d: {
    layers: [
      eraseTypes(convolution1d([1, 1], 1, 1)),
      eraseTypes(convolution1d([2, 4], 2, 3, { stride: 2, padding: 1 })),
      eraseTypes(convolution1d([1, 4], 2, 2, { padding: 'causal', dilation: 2 })),
      eraseTypes(convolution1d([2, 3], 2, 2, { padding: 'same', groups: 2 }))
    ],
    multilinear: true
  },
  maxPool: {
    layers: [
      eraseTypes(maxPool(1)),
      eraseTypes(maxPool(2)),
      eraseTypes(maxPool(3, { stride: 2, padding: 1 })),
      eraseTypes(maxPool([1, 2], { stride: [2, 1] })),
      eraseTypes(maxPool(2, { padding: 'same' }))
    ],
    shapes: images
  },
  maxPool1d: {
    layers: [eraseTypes(maxPool1d(2)), eraseTypes(maxPool1d(2, { stride: 1, padding: 'same' }))],
    shapes: series
  },
  averagePool: {
    // Exact on integers: the windows have 1, 2 or 4 pixels, so the share of a pixel is exact.
    layers: [
      eraseTypes(averagePool(1)),
      eraseTypes(averagePool(2)),
      eraseTypes(averagePool(2, { stride: 1, padding: 1 })),
      eraseTypes(averagePool([2, 1], { stride: [1, 2] }))
    ],
    multilinear: true,
    shapes: images
  },
  averagePool1d: {
    layers: [eraseTypes(averagePool1d(2)), eraseTypes(averagePool1d(2, { stride: 1, padding: 'same' }))],
    multilinear: true,
    shapes: series
  },
  transposedConvolution: {
    layers: [
      eraseTypes(transposedConvolution([1, 1, 1], 1, 1)),
      eraseTypes(transposedConvolution([2, 2, 1], 2, 1, { stride: 2, padding: 'same' })),
      eraseTypes(transposedConvolution([1, 2, 2], [2, 1], 2, { stride: [1, 2], dilation: 2 })),
      eraseTypes(transposedConvolution([2, 2, 2], 2, 2, { padding: 1, groups: 2 }))
    ],
    multilinear: true
  },
  upsample: {
    layers: [eraseTypes(upsample(2)), eraseTypes(upsample([1, 3]))],
    multilinear: true,
    shapes: images
  },
  globalAveragePool: {
    layers: [eraseTypes(globalAveragePool<number, Shape>())],
    // Exact on integers: the channels have a power of two places.
    multilinear: true,
    shapes: [
      [1, 1],
      [2, 2, 2],
      [3, 4]
    ]
  },
  globalMaxPool: {
    layers: [eraseTypes(globalMaxPool<number, Shape>())],
    shapes: [
      [1, 2],
      [2, 2, 2],
      [3, 4]
    ]
  }
} satisfies Readonly<Record<string, Knowledge>>
