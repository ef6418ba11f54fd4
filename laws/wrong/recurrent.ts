/** Layers on sequences with one mistake in a gradient. */
import { map, type Option } from 'fp-ts/lib/Option.js'
import { pipe } from 'fp-ts/lib/function.js'
import { padded, scale, slice, sumOverBatch } from '../../src/algebra/Algebra.js'
import { isTensor, mapValues, type Params, type Value } from '../../src/algebra/Value.js'
import { tanh } from '../../src/layer/activation/tanh.js'
import { andThen } from '../../src/layer/andThen.js'
import { type UntypedLayer } from '../../src/layer/AnyLayer.js'
import { recompute } from '../../src/layer/combinator/recompute.js'
import { tie } from '../../src/layer/combinator/tie.js'
import { dense } from '../../src/layer/dense.js'
import { dropout } from '../../src/layer/dropout.js'
import { eraseTypes } from '../../src/layer/eraseTypes.js'
import { gruCell } from '../../src/layer/sequence/gruCell.js'
import { keeping } from '../../src/layer/sequence/keeping.js'
import { lastPosition } from '../../src/layer/sequence/lastPosition.js'
import { lstmCell } from '../../src/layer/sequence/lstmCell.js'
import { overTime } from '../../src/layer/sequence/overTime.js'
import { perPosition } from '../../src/layer/sequence/perPosition.js'
import { rnnCell } from '../../src/layer/sequence/rnn.js'
import { learnedState, units } from '../../src/layer/sequence/startState.js'
import { unembedding } from '../../src/layer/sequence/unembedding.js'
import { type Shape } from '../../src/tensor/Shape.js'
import { type AnyTensor, type Batched } from '../../src/tensor/Tensor.js'
import { lawsOf } from '../layer/layerLaws.js'
import { type Subject } from '../subject/Subject.js'
import { type Wrong } from './Wrong.js'

type Noisy = UntypedLayer['training'] extends Option<infer T> ? T : never

type Backward = UntypedLayer['backward']

const wrong = (name: string, layer: UntypedLayer, known: Omit<Subject, 'name' | 'layers'> = {}): Wrong => ({
  name,
  laws: lawsOf({ name, ...known, layers: [layer] })
})

/** The layer with another backward, which calls the right one. */
const withBackward = (layer: UntypedLayer, backward: (right: Backward) => Backward): UntypedLayer => ({
  ...layer,
  backward: backward(layer.backward)
})

const none = mapValues(x => scale(0, x))

const halved = mapValues(x => scale(0.5, x))

/** A value with the part at a path replaced: `at([0, 1], change)` changes the second part of the first part. */
const at =
  ([index, ...rest]: readonly number[], change: (part: Value) => Value) =>
  (value: Value): Value =>
    index === undefined
      ? change(value)
      : isTensor(value)
        ? value
        : value.map((part, i) => (i === index ? at(rest, change)(part) : part))

/** Another gradient of the input. */
const ofInput =
  (change: (inputGradient: Value) => Value) =>
  (right: Backward): Backward =>
  (...given) => {
    const [paramsGradient, inputGradient] = right(...given)
    return [paramsGradient, change(inputGradient)]
  }

/** Another gradient of the output. */
const ofOutput =
  (change: (outputGradient: Value) => Value) =>
  (right: Backward): Backward =>
  (params, cache, outputGradient) =>
    right(params, cache, change(outputGradient))

/** The gradients of the biases computed from the gates of the input, as if both biases of a gru were one. */
const biasOfInput =
  (right: Backward): Backward =>
  (...given) => {
    const [[weight, ...biases], inputGradient] = right(...given)
    const gates = isTensor(inputGradient) ? inputGradient : inputGradient[0]
    if (weight === undefined || gates === undefined || !isTensor(gates)) return [[...biases], inputGradient]
    return [[weight, matrixSum(gates)], inputGradient]
  }

// eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- gates are a batch of rows
const matrixSum = (gates: AnyTensor): AnyTensor => sumOverBatch(gates as Batched<Shape>)

const withState: Subject['shapes'] = [
  [[2, 2], [2]],
  [[3, 2], [2]]
]

const body = pipe(dense(2, 2), andThen(dropout(0.5)))

const recomputed = eraseTypes(recompute(body))

/** Two tied dense layers whose parameters have the gradient of one use. */
const tied = (use: 'first' | 'head'): UntypedLayer => {
  const layer = dense(2, 2)
  const between = tanh<readonly [2]>()
  const untied = eraseTypes(pipe(layer, andThen(between), andThen(layer)))
  const twice = (params: Params): Params => [...params, ...params]
  return {
    ...eraseTypes(tie(layer, between, layer)),
    forward: (params, input) => untied.forward(twice(params), input),
    backward: (params, cache, outputGradient) => {
      const [paramsGradient, inputGradient] = untied.backward(twice(params), cache, outputGradient)
      return [use === 'first' ? paramsGradient.slice(0, 2) : paramsGradient.slice(2), inputGradient]
    }
  }
}

/** The gradient of a last position at the first position. */
const atFirst =
  (right: Backward): Backward =>
  (...given) => {
    const [paramsGradient, dx] = right(...given)
    if (!isTensor(dx)) return [paramsGradient, dx]
    const [size = 1, steps = 1, ...rest] = dx.shape
    const last = slice<Shape, number, number>(1, steps - 1, 1, dx)
    return [paramsGradient, padded([size, steps, ...rest], 1, 0, last)]
  }

const sequences: Subject['shapes'] = [
  [2, 2],
  [3, 2]
]

const masked: Subject['shapes'] = [[[[2], []], [2]]]

export const wrongRecurrent: readonly Wrong[] = [
  wrong(
    'lstmCell: the gradient of the memory dropped',
    withBackward(eraseTypes(lstmCell(2)), ofOutput(at([1, 1], none)))
  ),
  wrong(
    'lstmCell: the gradient of the next output dropped',
    withBackward(eraseTypes(lstmCell(2)), ofOutput(at([1, 0], none)))
  ),
  wrong(
    'lstmCell: no gradient for the memory before',
    withBackward(eraseTypes(lstmCell(2)), ofInput(at([1, 1], none)))
  ),
  wrong(
    'gruCell: the bias of the state with the gradient of the bias of the input',
    withBackward(eraseTypes(gruCell(2)), biasOfInput)
  ),
  wrong('gruCell: no gradient for the state before', withBackward(eraseTypes(gruCell(2)), ofInput(at([1], none)))),
  wrong('keeping: no gradient for the mask', withBackward(eraseTypes(keeping(rnnCell(2))), ofInput(at([0, 1], none))), {
    shapes: masked
  }),
  wrong(
    'keeping: the gradient of the state that is kept dropped',
    withBackward(eraseTypes(keeping(rnnCell(2))), ofOutput(at([1], none))),
    {
      shapes: masked
    }
  ),
  wrong(
    'overTime: half the gradient of the start',
    withBackward(eraseTypes(overTime(rnnCell(2))), ofInput(at([1], halved))),
    {
      shapes: withState
    }
  ),
  wrong(
    'perPosition: the gradient of the parameters divided by two',
    withBackward(eraseTypes(perPosition(dense(2, 2))), right => (...given) => {
      const [paramsGradient, inputGradient] = right(...given)
      return [halved(paramsGradient), inputGradient]
    }),
    { shapes: sequences }
  ),
  wrong(
    'lastPosition: the gradient at the first position',
    withBackward(eraseTypes(lastPosition<number, Shape>()), atFirst),
    {
      shapes: sequences
    }
  ),
  wrong('unembedding: no gradient for the input', withBackward(eraseTypes(unembedding(3, 2)), ofInput(none))),
  wrong(
    'learnedState: half the gradient',
    withBackward(eraseTypes(learnedState<Value, Value>(units(2))), ofOutput(halved)),
    {
      shapes: sequences
    }
  ),
  wrong('tie: the gradient of the first use only', tied('first')),
  wrong('tie: the gradient of the head only', tied('head')),
  wrong('recompute: the noise forgotten when forward runs again', {
    ...recomputed,
    training: map((training: Noisy) => ({
      ...training,
      forward: (noise: Params): UntypedLayer['forward'] => {
        const learning = training.forward(noise)
        return (params, input) => [learning(params, input)[0], recomputed.forward(params, input)[1]]
      }
    }))(recomputed.training)
  })
]
