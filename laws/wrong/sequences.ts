/** Combinators of layers on sequences with a mistake. */
import { zipValues, type Params, type Value, isTensor, mapValues } from '../../src/algebra/Value.js'
import { add, scale } from '../../src/algebra/Algebra.js'
import { type UntypedLayer } from '../../src/layer/AnyLayer.js'
import { type Cache } from '../../src/layer/Layer.js'
import { sequenceCombinators as right, type SequenceCombinators, sequenceLaws } from '../composition/sequenceLaws.js'
import { type Wrong } from './Wrong.js'

const wrong = (name: string, ways: Partial<SequenceCombinators>): Wrong => ({
  name: `sequences: ${name}`,
  laws: sequenceLaws({ ...right, ...ways })
})

const none = mapValues(x => scale(0, x))

const sumOf = zipValues(add)

/** The layer with another forward function, which calls the right one. */
const withForward = (
  layer: UntypedLayer,
  forward: (params: Params, input: Value, right: UntypedLayer['forward']) => readonly [Value, Cache]
): UntypedLayer => ({ ...layer, forward: (params, input) => forward(params, input, layer.forward) })

/** A pair with another second part. */
const withSecond = (pair: Value, change: (second: Value) => Value): Value => {
  const [first, second] = isTensor(pair) ? [] : pair
  return first === undefined || second === undefined ? pair : [first, change(second)]
}

export const wrongSequences: readonly Wrong[] = [
  wrong('a layer on every position that adds its output to itself', {
    perPosition: body => {
      const layer = right.perPosition(body)
      return withForward(layer, (params, input, forward) => {
        const [output, cache] = forward(params, input)
        return [sumOf(output, output), cache]
      })
    }
  }),
  wrong('a cell back in time that runs forwards', { backInTime: right.overTime }),
  wrong('a cell over time that starts from zeros', {
    overTime: cell =>
      withForward(right.overTime(cell), (params, input, forward) => forward(params, withSecond(input, none)))
  }),
  wrong('a cell over time that runs backwards', { overTime: right.backInTime, backInTime: right.overTime }),
  wrong('a cell over time without the gradient of its last state', {
    overTime: cell => {
      const layer = right.overTime(cell)
      return {
        ...layer,
        backward: (params, cache, gradient) => layer.backward(params, cache, withSecond(gradient, none))
      }
    }
  }),
  wrong('a layer on every position with half the gradient of the parameters', {
    perPosition: body => {
      const layer = right.perPosition(body)
      return {
        ...layer,
        backward: (...given) => {
          const [paramsGradient, inputGradient] = layer.backward(...given)
          return [mapValues(x => scale(0.5, x))(paramsGradient), inputGradient]
        }
      }
    }
  })
]
