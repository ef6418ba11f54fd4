import * as t from 'io-ts/lib/index.js'
import { logSoftmax } from '../layer/activation/logSoftmax.js'
import { softmax } from '../layer/activation/softmax.js'
import { dropout } from '../layer/dropout.js'
import { batchNorm } from '../layer/normalization/batchNorm.js'
import { groupNorm } from '../layer/normalization/groupNorm.js'
import { instanceNorm } from '../layer/normalization/instanceNorm.js'
import { layerNorm } from '../layer/normalization/layerNorm.js'
import { rmsNorm } from '../layer/normalization/rmsNorm.js'
import { type Rows, type Shape } from '../tensor/Shape.js'
import { builtFrom, type LayerRow } from './LayerRow.js'
import { noSettings, size } from './Row.js'

const ofRows = t.strict({ features: size, epsilon: t.number })

const ofChannels = t.exact(
  t.intersection([
    t.type({ channels: size, epsilon: t.number }),
    t.partial({ mean: t.readonlyArray(t.number), variance: t.readonlyArray(t.number) })
  ])
)

/** The catalogue of layers that normalize, standardize or drop features: one row per kind. */
export const normalization: readonly LayerRow[] = [
  { name: 'softmax', formula: 'y = exp x / Σ exp x', build: builtFrom(noSettings, softmax<Rows>) },
  { name: 'logSoftmax', formula: 'y = x − log Σ exp x', build: builtFrom(noSettings, logSoftmax<Rows>) },
  {
    name: 'layerNorm',
    formula: 'y = (x − mean x) / √(variance of x + ε) g + b, over features',
    example: { features: 3, epsilon: 1e-5 },
    short: (features, epsilon = 1e-5) => ({ features, epsilon }),
    build: builtFrom(ofRows, ({ features, epsilon }) => layerNorm<number, Shape>(features, epsilon))
  },
  {
    name: 'rmsNorm',
    formula: 'y = x / √(mean x² + ε) g, over features',
    example: { features: 3, epsilon: 1e-5 },
    short: (features, epsilon = 1e-5) => ({ features, epsilon }),
    build: builtFrom(ofRows, ({ features, epsilon }) => rmsNorm<number, Shape>(features, epsilon))
  },
  {
    name: 'batchNorm',
    formula: 'y = (x − mean x) / √(variance of x + ε) g + b, over the batch',
    example: { channels: 2, epsilon: 1e-5 },
    short: (channels, epsilon = 1e-5) => ({ channels, epsilon }),
    build: builtFrom(ofChannels, ({ channels, epsilon, mean, variance }) =>
      batchNorm<number, Shape>(
        channels,
        epsilon,
        mean === undefined || variance === undefined ? undefined : { mean, variance }
      )
    )
  },
  {
    name: 'groupNorm',
    formula: 'y = (x − mean x) / √(variance of x + ε) g + b, over a group of channels',
    example: { channels: 4, groups: 2, epsilon: 1e-5 },
    build: builtFrom(t.strict({ channels: size, groups: size, epsilon: t.number }), ({ channels, groups, epsilon }) =>
      groupNorm<number, Shape>(channels, groups, epsilon)
    )
  },
  {
    name: 'instanceNorm',
    formula: 'y = (x − mean x) / √(variance of x + ε) g + b, over the places of a channel',
    example: { channels: 2, epsilon: 1e-5 },
    build: builtFrom(t.strict({ channels: size, epsilon: t.number }), ({ channels, epsilon }) =>
      instanceNorm<number, Shape>(channels, epsilon)
    )
  },
  {
    name: 'dropout',
    formula: 'y = x; in training 0 or x / (1 − rate)',
    example: { rate: 0.5 },
    short: (_, rate = 0.5) => ({ rate }),
    build: builtFrom(t.strict({ rate: t.number }), ({ rate }) => dropout<Shape>(rate))
  }
]
