import { logSoftmax } from '../../src/layer/activation/logSoftmax.js'
import { softmax } from '../../src/layer/activation/softmax.js'
import { eraseTypes } from '../../src/layer/eraseTypes.js'
import { type UntypedLayer } from '../../src/layer/AnyLayer.js'
import { batchNorm } from '../../src/layer/normalization/batchNorm.js'
import { groupNorm } from '../../src/layer/normalization/groupNorm.js'
import { instanceNorm } from '../../src/layer/normalization/instanceNorm.js'
import { layerNorm } from '../../src/layer/normalization/layerNorm.js'
import { rmsNorm } from '../../src/layer/normalization/rmsNorm.js'
import { type Rows, type Shape, type Shapes, tensorShape } from '../../src/tensor/Shape.js'
import { trainingForm } from '../../src/layer/trainingForm.js'
import { type Knowledge } from './LayerSubject.js'

/** Makes the layer for the number of features of an input. */
const onRows =
  (make: (features: number) => UntypedLayer) =>
  (input: Shapes): UntypedLayer | undefined => {
    const features = tensorShape(input)?.at(-1)
    return features === undefined ? undefined : make(features)
  }

/** Different population statistics for each channel. */
const population = (channels: number) => ({
  mean: Array.from({ length: channels }, (_, i) => i - 0.5),
  variance: Array.from({ length: channels }, (_, i) => 0.5 + i)
})

const normalize = (channels: number) => batchNorm<number, Shape>(channels, 1e-5, population(channels))

/** Properties of the layers that normalize the features of an example. */
export const normalization = {
  softmax: { fitting: onRows(() => eraseTypes(softmax<Rows>())) },
  logSoftmax: { fitting: onRows(() => eraseTypes(logSoftmax<Rows>())) },
  layerNorm: {
    layers: [eraseTypes(layerNorm(2)), eraseTypes(layerNorm(3)), eraseTypes(layerNorm(4, 0.1))],
    fitting: onRows(features => eraseTypes(layerNorm(features)))
  },
  rmsNorm: {
    layers: [eraseTypes(rmsNorm(1)), eraseTypes(rmsNorm(3)), eraseTypes(rmsNorm(4, 0.1))],
    fitting: onRows(features => eraseTypes(rmsNorm(features)))
  },
  groupNorm: {
    layers: [
      eraseTypes(groupNorm<number, Shape>(2, 1)),
      eraseTypes(groupNorm<number, Shape>(4, 2)),
      eraseTypes(groupNorm<number, Shape>(3, 1, 0.1))
    ]
  },
  instanceNorm: {
    layers: [eraseTypes(instanceNorm<number, Shape>(2)), eraseTypes(instanceNorm<number, Shape>(2, 0.1))],
    shapes: [
      [2, 3],
      [2, 2, 2]
    ]
  },
  batchNorm: {
    layers: [
      eraseTypes(normalize(2)),
      eraseTypes(trainingForm(batchNorm<number, Shape>(2), [])),
      eraseTypes(normalize(3))
    ],
    batchStatistics: true,
    fitting: input => {
      const channels = tensorShape(input)?.[0]
      return channels === undefined ? undefined : eraseTypes(normalize(channels))
    }
  }
} satisfies Readonly<Record<string, Knowledge>>
