/** A copy of a layer with another `backward`, `{ ...layer, backward }`, trains with the new function only. */
import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import {
  Algebra,
  dense,
  eager,
  type Engine,
  eraseTypes,
  filledTensor,
  inSequence,
  javascriptOnly,
  learner,
  sgd,
  showDescription,
  tanh,
  train,
  trajectory,
  type UntypedLayer,
  type Value,
  Values
} from 'pullback'
import { describe, expect, test } from 'vitest'
import { initial, layerCase } from '../../laws/generator/layer.js'
import { halfSquares } from '../../laws/interpreter/halfSquares.js'
import { layerSubjects } from '../../laws/subject/layers.js'

const zero = Values.mapValues(x => Algebra.scale(0, x))

/** The same layer, whose gradients are all zero. */
const withoutGradient = (layer: UntypedLayer): UntypedLayer => ({
  ...layer,
  backward: (...given) => {
    const [paramsGradient, inputGradient] = layer.backward(...given)
    return [zero(paramsGradient), zero(inputGradient)]
  }
})

/** Puts a dense layer before the layer if the shapes fit, so that the input gradient affects parameters too. */
const afterDense = (layer: UntypedLayer, [features, ...others]: readonly unknown[]): UntypedLayer =>
  typeof features === 'number' && others.length === 0
    ? inSequence([eraseTypes(dense(features, features)), layer])
    : layer

const moves = (network: UntypedLayer, inputs: Value, targets: Value, engine: Engine): boolean => {
  const examples = { size: Values.batchSizeOf(inputs), inputs, targets }
  const before = initial(network, 1)
  const { params } = pipe(
    trajectory(learner(network, halfSquares, sgd(0.1)), examples, { from: 1, batchSize: examples.size, engine }),
    train(2)
  )
  return !Values.sameValue(params, before)
}

const subjects = layerSubjects.flatMap(row =>
  row.layers.map(layer => [showDescription(layer.description), row, layer] as const)
)

describe.each([eager, javascriptOnly])('on the engine $name', engine => {
  test.each(subjects)('%s', (_, row, layer) => {
    const [drawn] = fc.sample(layerCase({ ...row, layers: [layer] }, 'generic'), { seed: 4, numRuns: 1 })
    if (drawn === undefined) throw new Error('fast-check drew no sample')
    const { input, outputGradient } = drawn
    const network = (own: UntypedLayer) => (row.input === undefined ? afterDense(own, Values.exampleShape(input)) : own)
    expect(moves(network(withoutGradient(layer)), input, outputGradient, engine)).toBe(false)
    expect(moves(network(layer), input, outputGradient, engine)).toBe(
      initial(network(layer)).length > 0 && Values.tensorsOf(input).length > 0
    )
  })
})

test('a changed copy of a sequence keeps its functions as one part of a longer sequence', () => {
  const body = inSequence([eraseTypes(tanh()), eraseTypes(dense(2, 2))])
  const network = inSequence([eraseTypes(dense(2, 2)), withoutGradient(body)])
  const inputs = filledTensor([3, 2], 0.5)
  expect(moves(network, inputs, inputs, eager)).toBe(false)
  expect(moves(inSequence([eraseTypes(dense(2, 2)), body]), inputs, inputs, eager)).toBe(true)
})
