/** Wrong codecs: each has one mistake that somebody has made. */
import { type Either, isLeft, map, mapLeft, right as read } from 'fp-ts/lib/Either.js'
import { flow } from 'fp-ts/lib/function.js'
import { add, scale } from '../../src/algebra/Algebra.js'
import { layerSubjects } from '../subject/layers.js'
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from '../../src/codec/checkpoint.js'
import { lossCodec } from '../../src/codec/loss.js'
import { decodeModel, encodeModel } from '../../src/codec/model.js'
import { networkCodec } from '../../src/codec/network.js'
import { optimizerCodec } from '../../src/codec/optimizer.js'
import { decodeSafetensors, encodeSafetensors, type Safetensors } from '../../src/codec/safetensors.js'
import { scheduleCodec } from '../../src/codec/schedule.js'
import { type Description } from '../../src/layer/Description.js'
import { along } from '../../src/learning/Optimizer.js'
import { sgd } from '../../src/learning/optimizer/sgd.js'
import { type AnyTensor, fresh, rowMajorNumbers } from '../../src/tensor/Tensor.js'
import { mapBatches, mapValues } from '../../src/algebra/Value.js'
import { asItLearnsLaw, codecLaws, type Filed, inText, saved } from '../codec/codecLaws.js'
import { anyCheckpoint, anyModel, anyTensors } from '../codec/file.js'
import { anyLoss } from '../codec/loss.js'
import { anyNetworkUsed } from '../codec/network.js'
import { anyOptimizer, anySchedule } from '../codec/optimizer.js'
import { type Wrong } from './Wrong.js'

type Change<A> = (right: Filed<A>) => Partial<Filed<A>>

/** The codec with another way to write or to read. */
const changed =
  <A>(right: Filed<A>, laws: (codec: Filed<A>) => Wrong['laws']) =>
  (name: string, change: Change<A>): Wrong => ({ name, laws: laws({ ...right, ...change(right) }) })

const few = saved(layerSubjects.filter(({ name }) => ['dense', 'tanh', 'dropout', 'batchNorm'].includes(name)))

const tensors = changed({ encode: parts => read(encodeSafetensors(parts)), decode: decodeSafetensors }, codec =>
  codecLaws('codec', codec, anyTensors)
)
const model = changed({ encode: encodeModel, decode: decodeModel }, codec => codecLaws('codec', codec, anyModel(few)))
const checkpoint = changed({ encode: encodeCheckpoint, decode: decodeCheckpoint }, codec =>
  codecLaws('codec', codec, anyCheckpoint(few))
)
const network = changed(inText(networkCodec()), codec => codecLaws('codec', codec, anyNetworkUsed(few)))
const learning = changed(inText(networkCodec()), codec => [asItLearnsLaw(codec, few)])
const optimizer = changed(inText(optimizerCodec()), codec => codecLaws('codec', codec, anyOptimizer))
const schedule = changed(inText(scheduleCodec()), codec => codecLaws('codec', codec, anySchedule))
const loss = changed(inText(lossCodec()), codec => codecLaws('codec', codec, anyLoss))

/** What is read is changed. */
const reading =
  <A>(change: (found: A) => A): Change<A> =>
  ({ decode }) => ({ decode: flow(decode, map(change)) })

const each = (change: (tensor: AnyTensor) => AnyTensor) => mapBatches(change)

const eachNumber = (change: (x: number) => number) =>
  reading<Safetensors>(({ metadata, tensors }) => ({
    metadata,
    tensors: new Map(
      [...tensors].map(([name, tensor]): readonly [string, AnyTensor] => [
        name,
        fresh(tensor.shape, rowMajorNumbers(tensor).map(change))
      ])
    )
  }))

const state = (change: (state: Checkpoint['state']) => Partial<Checkpoint['state']>) =>
  reading<Checkpoint>(found => ({ ...found, state: { ...found.state, ...change(found.state) } }))

/** As if a network that learns were the one that predicts. */
const predicting = (description: Description): Description => ({
  ...description,
  kind: description.kind.replace('.training', ''),
  parts: description.parts.map(predicting)
})

const padded =
  <A>(decode: (file: Uint8Array) => Either<string, A>) =>
  (file: Uint8Array): Either<string, A> => {
    const found = decode(file)
    if (!isLeft(found)) return found
    const longer = [1, 2, 3, 4, 5, 6, 7, 8].map(more => decode(Uint8Array.from([...file, ...new Uint8Array(more)])))
    return longer.find(one => !isLeft(one)) ?? found
  }

let written = 0

export const wrongCodecs: readonly Wrong[] = [
  tensors('numbers rounded to 32 bits', () => ({ encode: parts => read(encodeSafetensors(parts, 'F32')) })),
  tensors(
    'the sign of zero is lost',
    eachNumber(x => x + 0)
  ),
  tensors(
    'infinities and NaN decoded as 0',
    eachNumber(x => (Number.isFinite(x) ? x : 0))
  ),
  tensors(
    'tensors decoded under the names of others',
    reading(({ metadata, tensors }) => ({
      metadata,
      tensors: new Map(
        [...tensors.keys()].map((name, i) => [name, [...tensors.values()].at(i - 1) ?? fresh([0], new Float64Array())])
      )
    }))
  ),
  tensors('a file with a count of the files so far', ({ encode }) => ({
    encode: ({ metadata, tensors }) => encode({ metadata: { ...metadata, written: String(++written) }, tensors })
  })),
  tensors('missing bytes at the end taken for zeros', ({ decode }) => ({ decode: padded(decode) })),
  optimizer('a space before every other file', ({ encode }) => ({
    encode: flow(
      encode,
      map(file => (++written % 2 === 0 ? file : Uint8Array.from([0x20, ...file])))
    )
  })),
  schedule('an error thrown for bytes that are not text', ({ decode }) => ({
    decode: file => {
      new TextDecoder('utf-8', { fatal: true }).decode(file)
      return decode(file)
    }
  })),
  model(
    'a model without its loss and preparation',
    reading(({ network, params }) => ({ network, params }))
  ),
  model('a stack trace in the reason', ({ decode }) => ({
    decode: flow(
      decode,
      mapLeft(reason => `${reason}\n    at decodeModel (model.js:1:1)`)
    )
  })),
  checkpoint(
    'the memory of the optimizer set to zero',
    state(({ memory }) => ({ memory: mapValues(m => scale(0, m))(memory) }))
  ),
  checkpoint(
    'the step number set to zero',
    state(() => ({ step: 0 }))
  ),
  checkpoint(
    'a different seed',
    state(({ seed: [first = 0, ...rest] }) => ({ seed: [first ^ 1, ...rest] }))
  ),
  checkpoint('a checkpoint with a count of the files so far', ({ encode }) => ({
    encode: given => encode({ ...given, run: { ...given.run, written: String(++written) } })
  })),
  network(
    'an output that is one too large',
    reading(found => ({
      ...found,
      forward: (params, input) => {
        const [output, cache] = found.forward(params, input)
        return [each(y => add(y, 1))(output), cache]
      }
    }))
  ),
  learning('a training form encoded as the layer that predicts', ({ encode }) => ({
    encode: layer => encode({ ...layer, description: predicting(layer.description) })
  })),
  optimizer(
    'only the learning rate decoded',
    reading(found => along(found.description, found.learningRate, sgd(1).direction))
  ),
  optimizer(
    'a schedule that stays constant',
    reading(found => ({ ...found, learningRate: () => found.learningRate(0) }))
  ),
  schedule(
    'a schedule that begins one step late',
    reading(found => ({ ...found, at: step => found.at(step + 1) }))
  ),
  schedule('an error thrown for text that is not JSON', ({ encode }) => ({
    encode,
    decode: file => {
      const json: unknown = JSON.parse(new TextDecoder().decode(file))
      return scheduleCodec().decode(json)
    }
  })),
  loss(
    'a gradient that is halved',
    reading(found => ({ ...found, gradient: (y, t) => each(g => scale(0.5, g))(found.gradient(y, t)) }))
  )
]
