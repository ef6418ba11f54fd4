/** The rows of the layers that weigh, standardize or leave out the features of an example. */
import * as t from 'io-ts/lib/index.js'
import { eraseTypes, type UntypedLayer } from '../layer/eraseTypes.js'
import { batchNorm } from '../layer/normalization/batchNorm.js'
import { dropout } from '../layer/dropout.js'
import { layerNorm } from '../layer/normalization/layerNorm.js'
import { logSoftmax } from '../layer/activation/logSoftmax.js'
import { rmsNorm } from '../layer/normalization/rmsNorm.js'
import { softmax } from '../layer/activation/softmax.js'
import { type Rows, type Shape, type Shapes, tensorShape } from '../tensor/Shape.js'
import { builtFrom, nothing, type Row, size } from './Row.js'
import { trainingForm } from '../layer/trainingForm.js'

/** The layer for rows of that many features. */
const onRows =
  (make: (features: number) => UntypedLayer) =>
  (input: Shapes): UntypedLayer | undefined => {
    const features = tensorShape(input)?.at(-1)
    return features === undefined ? undefined : make(features)
  }

const ofRows = t.strict({ features: size, epsilon: t.number })

/** Statistics of so many channels, all of them different. */
const population = (channels: number) => ({
  mean: Array.from({ length: channels }, (_, i) => i - 0.5),
  variance: Array.from({ length: channels }, (_, i) => 0.5 + i)
})

const normalize = (channels: number) => batchNorm<number, Shape>(channels, 1e-5, population(channels))

const ofChannels = t.exact(
  t.intersection([
    t.type({ channels: size, epsilon: t.number }),
    t.partial({ mean: t.readonlyArray(t.number), variance: t.readonlyArray(t.number) })
  ])
)

export const normalization: readonly Row[] = [
  {
    name: 'softmax',
    formula: 'y = exp x / Σ exp x',
    layers: [eraseTypes(softmax<Rows>())],
    fitting: onRows(() => eraseTypes(softmax<Rows>())),
    build: builtFrom(nothing, softmax<Rows>)
  },
  {
    name: 'logSoftmax',
    formula: 'y = x − log Σ exp x',
    layers: [eraseTypes(logSoftmax<Rows>())],
    fitting: onRows(() => eraseTypes(logSoftmax<Rows>())),
    build: builtFrom(nothing, logSoftmax<Rows>)
  },
  {
    name: 'layerNorm',
    formula: 'y = (x − mean x) / √(variance of x + ε) g + b, over features',
    layers: [eraseTypes(layerNorm(2)), eraseTypes(layerNorm(3)), eraseTypes(layerNorm(4, 0.1))],
    fitting: onRows(features => eraseTypes(layerNorm(features))),
    build: builtFrom(ofRows, ({ features, epsilon }) => layerNorm<number, Shape>(features, epsilon))
  },
  {
    name: 'rmsNorm',
    formula: 'y = x / √(mean x² + ε) g, over features',
    layers: [eraseTypes(rmsNorm(1)), eraseTypes(rmsNorm(3)), eraseTypes(rmsNorm(4, 0.1))],
    fitting: onRows(features => eraseTypes(rmsNorm(features))),
    build: builtFrom(ofRows, ({ features, epsilon }) => rmsNorm<number, Shape>(features, epsilon))
  },
  {
    name: 'batchNorm',
    formula: 'y = (x − mean x) / √(variance of x + ε) g + b, over the batch',
    layers: [
      eraseTypes(normalize(2)),
      eraseTypes(trainingForm(batchNorm<number, Shape>(2), [])),
      eraseTypes(normalize(3))
    ],
    batchStatistics: true,
    fitting: input => {
      const channels = tensorShape(input)?.[0]
      return channels === undefined ? undefined : eraseTypes(normalize(channels))
    },
    build: builtFrom(ofChannels, ({ channels, epsilon, mean, variance }) =>
      batchNorm<number, Shape>(
        channels,
        epsilon,
        mean === undefined || variance === undefined ? undefined : { mean, variance }
      )
    )
  },
  {
    name: 'dropout',
    formula: 'y = x; while it learns, 0 or x / (1 − rate)',
    // Rates that make 1 / (1 − rate) a whole number.
    layers: [eraseTypes(dropout<Shape>(0.5)), eraseTypes(dropout<Shape>(0.75))],
    multilinear: true,
    shapes: [[1], [2], [3], [], [2, 3]],
    fitting: input => (tensorShape(input) === undefined ? undefined : eraseTypes(dropout<Shape>(0.5))),
    build: builtFrom(t.strict({ rate: t.number }), ({ rate }) => dropout<Shape>(rate))
  }
]
