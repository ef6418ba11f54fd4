import * as fc from 'fast-check'
import { chain, type Either, isLeft, map, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { evaluate } from 'fp-ts/lib/State.js'
import { layers } from '../../src/catalogue/layers.js'
import { layerSubjects } from '../subject/layers.js'
import { type LayerSubject } from '../subject/LayerSubject.js'
import { decodeCheckpoint, encodeCheckpoint } from '../../src/codec/checkpoint.js'
import { type Codec } from '../../src/codec/Codec.js'
import { parseJson } from '../../src/codec/json.js'
import { lossCodec } from '../../src/codec/loss.js'
import { decodeModel, encodeModel } from '../../src/codec/model.js'
import { modelCodec } from '../../src/codec/modelJson.js'
import { networkCodec } from '../../src/codec/network.js'
import { optimizerCodec } from '../../src/codec/optimizer.js'
import { decodeSafetensors, encodeSafetensors } from '../../src/codec/safetensors.js'
import { scheduleCodec } from '../../src/codec/schedule.js'
import { isAsItLearns } from '../../src/layer/Description.js'
import { type UntypedLayer } from '../../src/layer/AnyLayer.js'
import { seed } from '../../src/tensor/Random.js'
import { batchSizeOf, exampleShape } from '../../src/algebra/Value.js'
import { type Drawn, place } from './Drawn.js'
import { anyCheckpoint, anyModel, anyTensors } from './file.js'
import { anyLoss } from './loss.js'
import { anyNetworkUsed, unlike } from './network.js'
import { anyOptimizer, anySchedule } from './optimizer.js'
import { fails, type Finding, guarded, holds, type Law } from '../law/Law.js'
import { lawOver } from '../law/lawOver.js'
import { drawNoise, trainingForm } from '../../src/layer/trainingForm.js'

/** A codec between values and the bytes of a file. `left` holds a reason of one line. */
export interface Filed<A> {
  /** The bytes of the file, or why the value cannot be saved. */
  readonly encode: (value: A) => Either<string, Uint8Array>
  /** The value, or why the file cannot be read. */
  readonly decode: (file: Uint8Array) => Either<string, A>
}

/**
 * A codec of files that contain JSON text, made of a codec of JSON values.
 *
 * @example const { encode, decode } = inText(networkCodec())
 */
export const inText = <A>({ encode, decode }: Codec<A>): Filed<A> => ({
  encode: value =>
    pipe(
      encode(value),
      map(json => new TextEncoder().encode(JSON.stringify(json)))
    ),
  decode: file => pipe(parseJson(new TextDecoder().decode(file)), chain(decode))
})

const sameBytes = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, i) => byte === other[i])

/** Whether a reason is one line, without a stack trace. */
const isLine = (reason: string): boolean => reason !== '' && reason.length <= 2000 && !/[\n\r]/.test(reason)

/** The finding about a rejection. */
export const refused = (reason: string): Finding =>
  isLine(reason) ? holds() : fails(`the reason must be one line, found ${JSON.stringify(reason.slice(0, 2000))}`)

/** Damage to a file: a relative place from 0 to 1, and the byte to write there. */
interface Accident<A> {
  readonly drawn: Drawn<A>
  readonly place: number
  readonly byte: number
  /** Number of bytes missing at the end. With 0 the file ends at `place`. */
  readonly missing: number
}

/**
 * The laws of one codec.
 *
 *     round trip    decode (encode x) = x, bit for bit: −0 stays −0; NaN stays NaN, whatever its payload
 *     same bytes    encode x gives the same bytes each time, and so does encode (decode (encode x))
 *     truncation    no prefix of a file decodes
 *     damage        a file with one changed byte decodes, or is rejected with a reason of one line; nothing is thrown
 *
 * @param name prefix of the names of the laws
 * @param values the values to encode, with a comparison to the last bit
 * @example
 * const values = fc.integer({ min: 1, max: 9 }).map(size => ({
 *   value: eraseTypes(dense(size, 1)),
 *   differs: ({ description }: UntypedLayer) =>
 *     showDescription(description) === `dense(${size}, 1)` ? undefined : 'the description',
 *   exhibits: [['inputs', String(size)]] as const
 * }))
 * verify(codecLaws('network', inText(networkCodec()), values))
 */
export const codecLaws = <A>(
  name: string,
  { encode, decode }: Filed<A>,
  values: fc.Arbitrary<Drawn<A>>
): readonly Law[] => {
  const law = lawOver<Accident<A>>({
    arbitrary: fc.record({
      drawn: values,
      place,
      byte: fc.nat(255),
      missing: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 8 }))
    }),
    exhibits: ({ drawn, place, byte, missing }) => [
      ...drawn.exhibits,
      ['place', String(place)],
      ['byte', String(byte)],
      ['missing', String(missing)]
    ],
    reached: ({ drawn }) => drawn.reached ?? []
  })
  const withFile = (value: A, check: (file: Uint8Array) => Finding): Finding =>
    guarded(() => {
      const file = encode(value)
      return isLeft(file) ? fails(`the value cannot be encoded: ${file.left}`) : check(file.right)
    })
  const withBoth = (value: A, check: (found: A, file: Uint8Array) => Finding): Finding =>
    withFile(value, file => {
      const found = decode(file)
      return isLeft(found) ? fails(`the file cannot be decoded: ${found.left}`) : check(found.right, file)
    })
  return [
    law(`${name}: round trip`, 'the decoded value equals the encoded one, bit for bit', ({ drawn }) =>
      withBoth(drawn.value, found => {
        const difference = drawn.differs(found)
        return difference === undefined ? holds() : fails(`${difference} changed between encoding and decoding`)
      })
    ),
    law(`${name}: same bytes`, 'the same value is encoded as the same bytes, also after decoding', ({ drawn }) =>
      withBoth(drawn.value, (found, file) =>
        withFile(drawn.value, again =>
          sameBytes(file, again)
            ? withFile(found, other =>
                sameBytes(file, other) ? holds(2) : fails('the decoded value is encoded as other bytes')
              )
            : fails('encoding the same value again gave other bytes')
        )
      )
    ),
    law(`${name}: truncation`, 'a truncated file is rejected', ({ drawn, place, missing }) =>
      withFile(drawn.value, file => {
        const length = missing === 0 ? Math.floor(place * file.length) : Math.max(0, file.length - missing)
        const found = decode(file.subarray(0, length))
        return isLeft(found)
          ? refused(found.left)
          : fails(`the first ${length} of ${file.length} bytes were accepted as a whole file`)
      })
    ),
    law(
      `${name}: damage`,
      'a file with one changed byte is decoded, or rejected with a reason of one line',
      ({ drawn, place, byte }) =>
        withFile(drawn.value, file => {
          const found = decode(file.with(Math.floor(place * file.length), byte))
          return isLeft(found) ? refused(found.left) : holds()
        })
    )
  ]
}

/**
 * The law that a network in its training form decodes to the same function, or is rejected with a reason of one line when it is
 * encoded. The training form of a network with dropout, say, is a different function from the network itself.
 *
 * @param table the layers of the random networks. Default: those of the catalogue.
 * @example verify([asItLearnsLaw(inText(networkCodec()))])
 */
export const asItLearnsLaw = (
  { encode, decode }: Filed<UntypedLayer>,
  table: readonly LayerSubject[] = layerSubjects
): Law =>
  lawOver({
    arbitrary: fc.record({ drawn: anyNetworkUsed(table), noise: fc.nat(1000) }),
    exhibits: ({ drawn }) => drawn.exhibits,
    reached: ({ drawn }) => drawn.reached ?? []
  })(
    'network: training form',
    'a training form is decoded as such, or rejected with a reason of one line when it is encoded',
    ({ drawn: { value: network, batch }, noise }) =>
      guarded(() => {
        const drawn = drawNoise(network, exampleShape(batch), batchSizeOf(batch))
        const learning = trainingForm(network, evaluate(seed(noise))(drawn))
        const found = pipe(encode(learning), chain(decode))
        if (isLeft(found)) return refused(found.left)
        const difference = unlike(learning, found.right, batch)
        return difference === undefined ? holds() : fails(`${difference} changed between encoding and decoding`)
      }),
    ['a training form']
  )

const names = new Set(layers.map(({ name }) => name))

/** The layers of a table that can be saved, which are those of the catalogue. */
export const saved = (table: readonly LayerSubject[]): readonly LayerSubject[] =>
  table
    .filter(({ name }) => names.has(name))
    .map(row => ({
      ...row,
      // In the form that predicts: the training form cannot be saved.
      batchStatistics: false,
      layers: row.layers.filter(({ description }) => !isAsItLearns(description.kind))
    }))

/**
 * The laws of all codecs: networks, optimizers, schedules, losses, safetensors, models and checkpoints.
 *
 * @param table the layers of the random networks. Default: those of the catalogue.
 * @example verify(everyCodecLaw())
 */
export const everyCodecLaw = (table: readonly LayerSubject[] = layerSubjects): readonly Law[] => {
  const networks = saved(table)
  return [
    ...codecLaws('network', inText(networkCodec()), anyNetworkUsed(networks)),
    asItLearnsLaw(inText(networkCodec()), networks),
    ...codecLaws('optimizer', inText(optimizerCodec()), anyOptimizer),
    ...codecLaws('schedule', inText(scheduleCodec()), anySchedule),
    ...codecLaws('loss', inText(lossCodec()), anyLoss),
    ...codecLaws(
      'safetensors',
      { encode: parts => right(encodeSafetensors(parts)), decode: decodeSafetensors },
      anyTensors
    ),
    ...codecLaws('model', { encode: encodeModel, decode: decodeModel }, anyModel(networks)),
    ...codecLaws('model in JSON', inText(modelCodec()), anyModel(networks)),
    ...codecLaws('checkpoint', { encode: encodeCheckpoint, decode: decodeCheckpoint }, anyCheckpoint(networks))
  ]
}
