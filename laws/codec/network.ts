/** Generates networks with a batch: a decoded network must give the same output for the batch, also in its training form. */
import { isSome } from 'fp-ts/lib/Option.js'
import * as fc from 'fast-check'
import { evaluate } from 'fp-ts/lib/State.js'
import { type LayerSubject } from '../subject/LayerSubject.js'
import { type UntypedLayer } from '../../src/layer/AnyLayer.js'
import { showDescription } from '../../src/layer/Description.js'
import { seed } from '../../src/tensor/Random.js'
import { batchSizeOf, exampleShape, type Params, sameValue, type Value } from '../../src/algebra/Value.js'
import { initial } from '../generator/layer.js'
import { anyNetwork } from '../composition/network.js'
import { batchSize, value } from '../generator/value.js'
import { mapNumbers, showValue } from '../value/Numbers.js'
import { described, type Drawn, first } from './Drawn.js'
import { drawNoise, trainingForm } from '../../src/layer/trainingForm.js'

export interface DrawnNetwork extends Drawn<UntypedLayer> {
  /** An input of the network. */
  readonly batch: Value
}

const noiseOf = (layer: UntypedLayer, batch: Value): Params =>
  evaluate(seed(3))(drawNoise(layer, exampleShape(batch), batchSizeOf(batch)))

/** The first difference between two networks: the description, the result for a batch, or the training form. */
export const unlike = (one: UntypedLayer, other: UntypedLayer, batch: Value): string | undefined => {
  if (described(one) !== described(other)) return 'the description'
  const params = initial(one)
  const after = (layer: UntypedLayer): Value => {
    const [output, cache] = layer.forward(params, batch)
    return [output, layer.backward(params, cache, output)]
  }
  const learning = (layer: UntypedLayer) => trainingForm(layer, noiseOf(layer, batch))
  return first(
    ['the result for a batch', sameValue(after(one), after(other))],
    ['the training form', sameValue(after(learning(one)), after(learning(other)))]
  )
}

/** Generates networks of the layers of a table, each with a batch. */
export const anyNetworkUsed = (table: readonly LayerSubject[]): fc.Arbitrary<DrawnNetwork> =>
  fc.tuple(anyNetwork(table), batchSize).chain(([{ layer, input, valid }, examples]) =>
    value(examples, input).map((raw): DrawnNetwork => {
      const batch = valid === undefined ? raw : mapNumbers(valid)(raw)
      return {
        value: layer,
        batch,
        differs: found => unlike(layer, found, batch),
        exhibits: [
          ['network', showDescription(layer.description)],
          ['input', showValue(batch)]
        ],
        reached: isSome(layer.training) ? ['a training form'] : []
      }
    })
  )
