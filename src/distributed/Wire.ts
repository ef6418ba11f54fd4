import { chain, type Either, map, mapLeft, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts/lib/index.js'
import { formed, type Params, tensorsOf, isTensor, type Value } from '../algebra/Value.js'
import { attempt } from '../codec/Codec.js'
import { explained } from '../codec/complaint.js'
import { type JsonBounds, parseJson } from '../codec/json.js'
import { decodeSafetensors, encodeSafetensors } from '../codec/safetensors.js'
import { type AnyTensor, scalar } from '../tensor/Tensor.js'

/**
 * How a value travels between machines.
 *
 *     decode(encode(value)) = value, bit for bit
 *
 * Both functions are pure and never throw. A `Left` is one line. The value may keep the bytes, so they must not change after
 * `decode`. `wireLaws` of `pullback/laws` checks a wire.
 */
export interface Wire<A> {
  /** The bytes of a value, or why it cannot be sent, such as a custom layer without a builder. */
  readonly encode: (value: A) => Either<string, Uint8Array>
  /** The value of bytes from an untrusted source, or their first fault. */
  readonly decode: (bytes: Uint8Array) => Either<string, A>
}

/** Bounds on the JSON in a message. Numbers are in tensors, so the text is short. */
const bounds: JsonBounds = { length: 2 ** 24, depth: 200 }

/**
 * Sends a value as JSON.
 *
 * @param what noun for messages: `part`
 * @param type decoder and encoder of the JSON (io-ts)
 * @example const seeds = jsonWire('seed', t.number) // import * as t from 'io-ts'
 */
export const jsonWire = <A>(what: string, type: t.Type<A, unknown>): Wire<A> => ({
  encode: value => attempt(what, () => new TextEncoder().encode(JSON.stringify(type.encode(value)))),
  decode: bytes =>
    pipe(
      attempt(what, () => new TextDecoder('utf-8', { fatal: true }).decode(bytes)),
      chain(text => parseJson(text, bounds)),
      chain(json => pipe(type.decode(json), explained())),
      mapLeft(reason => `${what}: ${reason}`)
    )
})

/** A value with tensors: the tensors, and everything else. */
export interface Packed<C> {
  readonly content: C
  readonly tensors: Params
}

/**
 * Sends tensors, and JSON beside them, as safetensors: 32-bit floats for each tensor whose numbers are all 32-bit floats, else
 * 64-bit floats.
 *
 *     0, 1, 2, …               the tensors
 *     __metadata__.content     JSON
 *
 * @param what noun for messages: `state`
 * @param type decoder and encoder of the JSON (io-ts)
 */
export const packedWire = <C>(what: string, type: t.Type<C, unknown>): Wire<Packed<C>> => ({
  encode: ({ content, tensors }) =>
    attempt(what, () =>
      encodeSafetensors(
        {
          metadata: { content: JSON.stringify(type.encode(content)) },
          tensors: new Map(tensors.map((tensor, i) => [String(i), tensor]))
        },
        'exact'
      )
    ),
  decode: bytes =>
    pipe(
      decodeSafetensors(bytes, 'within'),
      chain(({ metadata, tensors }) =>
        pipe(
          parseJson(metadata['content'] ?? '', bounds),
          chain(json => pipe(type.decode(json), explained())),
          chain(content =>
            pipe(
              inOrder(tensors),
              map(tensors => ({ content, tensors }))
            )
          )
        )
      ),
      mapLeft(reason => `${what}: ${reason}`)
    )
})

/** The tensors named 0, 1, 2, …, in this order. */
const inOrder = (tensors: ReadonlyMap<string, AnyTensor>): Either<string, Params> =>
  attempt('the tensors', () =>
    Array.from({ length: tensors.size }, (_, i) => {
      const found = tensors.get(String(i))
      if (found === undefined) throw new RangeError(`${tensors.size} tensors must be named 0, 1, …: ${i} is missing`)
      return found
    })
  )

/** A wire of values that are converted to and from those of another wire. */
export const adapted = <A, B>(
  { encode, decode }: Wire<B>,
  to: (value: A) => Either<string, B>,
  from: (value: B) => Either<string, A>
): Wire<A> => ({
  encode: value => pipe(to(value), chain(encode)),
  decode: bytes => pipe(decode(bytes), chain(from))
})

/** Sends parameters, or any other list of tensors. */
export const paramsWire = (what: string): Wire<Params> =>
  adapted(
    packedWire(what, t.type({})),
    tensors => right({ content: {}, tensors }),
    ({ tensors }) => right(tensors)
  )

/** The structure of a value: 0 for a tensor, a list for a tuple. */
export type Form = 0 | readonly Form[]

/** Decoder of a structure. */
export const Form: t.Type<Form> = t.recursion<Form>('0 or a list', self =>
  t.union([t.literal(0), t.readonlyArray(self)])
)

/** The structure of a value. */
export const formOf = (value: Value): Form => (isTensor(value) ? 0 : value.map(formOf))

const nothing = scalar(0)

const likeForm = (form: Form): Value => (form === 0 ? nothing : form.map(likeForm))

/** Arranges tensors in a structure. */
export const inForm = (form: Form, tensors: Params): Value => formed(likeForm(form), tensors)

/** Number of tensors of a structure. */
export const tensorsIn = (form: Form): number => tensorsOf(likeForm(form)).length
