import { chain, type Either, isLeft, left, map, right, traverseArray } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { zip } from 'fp-ts/lib/ReadonlyArray.js'
import * as R from 'fp-ts/lib/ReadonlyRecord.js'
import { type AnyLayer, type ParamsOf, type UntypedLayer, untyped } from '../layer/AnyLayer.js'
import { type Parameter, parametersOf } from '../layer/Description.js'
import { type AnyLoss, eraseLossTypes, type UntypedLoss } from '../learning/Loss.js'
import { type Schedule } from '../learning/Schedule.js'
import { sameShape, showShape } from '../tensor/Shape.js'
import { type AnyTensor } from '../tensor/Tensor.js'
import { type Params } from '../algebra/Value.js'
import { attempt, type CodecKind } from './Codec.js'
import { explained } from './complaint.js'
import { type Json, parseJson } from './json.js'
import { type LossBuilder, lossCodec } from './loss.js'
import { type LayerBuilder, networkCodec } from './network.js'
import { type OptimizerKind } from './optimizer.js'
import { Preparation } from './preparation.js'
import { decodeSafetensors, encodeSafetensors, type Safetensors } from './safetensors.js'
import { Vocabulary } from './vocabulary.js'

/**
 * The content of a model file: a network, its parameters, and optionally its loss and the preparation or vocabulary of its data. A
 * `TypedModel` is its form before it is saved.
 *
 * @example const model: Model = { network: eraseTypes(network), params: state.params, loss: eraseLossTypes(huber(0.5)) }
 */
export interface Model {
  /** The network. `eraseTypes` makes one from a typed layer. */
  readonly network: UntypedLayer
  /** The parameters of the network. */
  readonly params: Params
  /** The loss that the network was trained with, for evaluation. Default: not saved. */
  readonly loss?: UntypedLoss
  /** How the rows of a table become inputs and targets of the network. Default: not saved. */
  readonly preparation?: Preparation
  /** How a text becomes the class numbers that the network reads and predicts. Default: not saved. */
  readonly vocabulary?: Vocabulary
}

/**
 * A model to save, whose network and loss keep their types: the parameters must be those of the network. A `Model` is one too.
 *
 * @example const model: TypedModel<typeof network> = { network, params, loss: huber(0.5) }
 */
export interface TypedModel<L extends AnyLayer> extends Omit<Model, 'network' | 'params' | 'loss'> {
  /** The network. */
  readonly network: L
  /** The parameters of the network. */
  readonly params: ParamsOf<NoInfer<L>>
  /** The loss that the network was trained with, for evaluation. Default: not saved. */
  readonly loss?: AnyLoss
}

/** Erases the types of a model to save. */
export const untypedModel = <L extends AnyLayer>({ network, params, loss, ...rest }: TypedModel<L>): Model => ({
  ...rest,
  network: untyped(network),
  params,
  ...(loss === undefined ? {} : { loss: eraseLossTypes(loss) })
})

/**
 * Builders of custom layers, losses, optimizers and schedules, by the kind of their description. Needed to save and to read a
 * model that contains them.
 *
 * @example
 * const sine = activation(Algebra.sin, Algebra.cos, 'sine')
 * const own: OwnKinds = { layers: { sine: builtFrom(noSettings, () => sine()) } }
 */
export interface OwnKinds {
  /** Builders of custom layers: `builtFrom` or `codecKind`. */
  readonly layers?: Readonly<Record<string, LayerBuilder>>
  /** Builders of custom losses: `lossFrom`. */
  readonly losses?: Readonly<Record<string, LossBuilder>>
  /** Kinds of custom transformations of gradients: `codecKind`. */
  readonly optimizers?: Readonly<Record<string, OptimizerKind>>
  /** Kinds of custom schedules: `codecKind`. */
  readonly schedules?: Readonly<Record<string, CodecKind<Schedule>>>
}

/** Looks up the tensors of parameters by name, and checks their shapes. */
export const tensorsNamed = (
  parameters: readonly Parameter[],
  tensors: Safetensors['tensors']
): Either<string, Params> =>
  pipe(
    parameters,
    traverseArray(({ name, shape }) => {
      const found = tensors.get(name)
      if (found === undefined) return left(`the tensor ${JSON.stringify(name)} of shape ${showShape(shape)} is missing`)
      return sameShape(found.shape, shape)
        ? right(found)
        : left(
            `the tensor ${JSON.stringify(name)} must have the shape ${showShape(shape)}, found ${showShape(found.shape)}`
          )
    })
  )

/** Names tensors after parameters. A `Left` if names are not unique, or numbers or shapes differ. */
export const named = (parameters: readonly Parameter[], tensors: Params): Either<string, Safetensors['tensors']> => {
  if (tensors.length !== parameters.length)
    return left(`expected ${parameters.length} parameter tensors, found ${tensors.length}`)
  const all = new Map<string, AnyTensor>()
  for (const [{ name }, tensor] of zip(parameters, tensors)) {
    if (all.has(name)) return left(`parameter names must be unique, found ${JSON.stringify(name)} twice`)
    all.set(name, tensor)
  }
  return pipe(
    tensorsNamed(parameters, all),
    map(() => all)
  )
}

/** The bytes of a safetensors file of parameters. */
export const fileOf = (
  metadata: Safetensors['metadata'],
  parameters: readonly Parameter[],
  tensors: Params
): Either<string, Uint8Array> =>
  pipe(
    named(parameters, tensors),
    chain(all => attempt('the parameters', () => encodeSafetensors({ metadata, tensors: all })))
  )

/** Parses the JSON in an entry of the metadata. */
export const entryOf = (metadata: Safetensors['metadata'], name: string): Either<string, unknown> => {
  const text = Object.hasOwn(metadata, name) ? metadata[name] : undefined
  if (text === undefined)
    return left(`__metadata__.${name} is missing: this is not a pullback ${name === 'checkpoint' ? name : 'model'}`)
  const parsed = parseJson(text)
  return isLeft(parsed) ? left(`__metadata__.${name}: ${parsed.left}`) : parsed
}

/** Everything in a model except its parameters, as JSON by name. */
export const contentOf = (
  { network, loss, preparation, vocabulary }: Model,
  own: OwnKinds = {}
): Either<string, Readonly<Record<string, Json>>> => {
  const parts: Readonly<Record<string, Either<string, Json>>> = {
    network: networkCodec(own.layers).encode(network),
    ...(loss === undefined ? {} : { loss: lossCodec(own.losses).encode(loss) }),
    ...(preparation === undefined
      ? {}
      : { preparation: pipe(explained('preparation')(Preparation.decode(preparation)), map(Preparation.encode)) }),
    ...(vocabulary === undefined
      ? {}
      : { vocabulary: pipe(explained('vocabulary')(Vocabulary.decode(vocabulary)), map(Vocabulary.encode)) })
  }
  const content: Record<string, Json> = {}
  for (const [name, part] of Object.entries(parts)) {
    if (isLeft(part)) return part
    content[name] = part.right
  }
  return right(content)
}

/** The metadata of a model file. A checkpoint has the same entries. */
export const metadataOf = (model: Model, own?: OwnKinds): Either<string, Safetensors['metadata']> =>
  pipe(
    contentOf(model, own),
    map(content => ({ format: 'pullback', ...R.map((part: Json) => JSON.stringify(part))(content) }))
  )

/** Assembles a model. `part` gives the JSON of a part by name, or `undefined` if the file does not have it. */
export const modelFrom = (
  part: (name: string) => Either<string, unknown> | undefined,
  tensors: Safetensors['tensors'],
  own: OwnKinds = {}
): Either<string, Model> => {
  const optional = <A>(name: string, decode: (json: unknown) => Either<string, A>): Either<string, A | undefined> => {
    const found = part(name)
    return found === undefined ? right(undefined) : pipe(found, chain(decode))
  }
  return pipe(
    part('network') ?? left('the network is missing'),
    chain(networkCodec(own.layers).decode),
    chain(network =>
      pipe(
        tensorsNamed(parametersOf(network.description), tensors),
        chain(params =>
          pipe(
            optional('loss', lossCodec(own.losses).decode),
            chain(loss =>
              pipe(
                optional('preparation', json => explained('preparation')(Preparation.decode(json))),
                chain(preparation =>
                  pipe(
                    optional('vocabulary', json => explained('vocabulary')(Vocabulary.decode(json))),
                    map(vocabulary => ({
                      network,
                      params,
                      ...(loss === undefined ? {} : { loss }),
                      ...(preparation === undefined ? {} : { preparation }),
                      ...(vocabulary === undefined ? {} : { vocabulary })
                    }))
                  )
                )
              )
            )
          )
        )
      )
    )
  )
}

/** Decodes a model from the content of a safetensors file. */
export const modelOf = ({ metadata, tensors }: Safetensors, own?: OwnKinds): Either<string, Model> =>
  modelFrom(
    name => (name === 'network' || Object.hasOwn(metadata, name) ? entryOf(metadata, name) : undefined),
    tensors,
    own
  )

/**
 * Encodes a model as the bytes of a safetensors file. Other programs can open its tensors; everything else is in its metadata.
 * `writeModel` of `pullback/files` writes a file.
 *
 *     0.weight, 0.bias, 2.weight, …                  tensors, named as in PyTorch's `Sequential`
 *     __metadata__: network, loss, preparation, vocabulary   JSON
 *
 * @param typed the network with its parameters, and optionally the loss and how data are prepared
 * @param own builders of the custom kinds in the model. Default: none.
 * @returns a `Left` with the reason if a part of the model cannot be saved, such as a custom layer without a builder
 * @throws RangeError if a custom kind has the name of a built-in one
 * @example encodeModel({ network, params })
 */
export const encodeModel = <L extends AnyLayer>(typed: TypedModel<L>, own?: OwnKinds): Either<string, Uint8Array> => {
  const model = untypedModel(typed)
  return pipe(
    metadataOf(model, own),
    chain(metadata => fileOf(metadata, parametersOf(model.network.description), model.params))
  )
}

/**
 * Decodes a model from the bytes of a safetensors file that `encodeModel` or `encodeCheckpoint` wrote. `readModel` of
 * `pullback/files` reads a file.
 *
 * @param own builders of the custom kinds in the file. Default: none.
 * @returns a `Left` with the first fault: its place, the expected value and the value found
 * @throws RangeError if a custom kind has the name of a built-in one
 * @example
 * const model = decodeModel(bytes)
 * if (isLeft(model)) console.error(model.left)
 * else console.log(summary(model.right.network))
 */
export const decodeModel = (bytes: Uint8Array, own?: OwnKinds): Either<string, Model> =>
  pipe(
    decodeSafetensors(bytes),
    chain(parts => modelOf(parts, own))
  )
