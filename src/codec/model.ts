/**
 * A model is one file: a network's parameters as safetensors, which others can open, with everything else in its metadata.
 *
 *     0.weight, 0.bias, 2.weight, …      tensors, named as in PyTorch
 *     network, loss, preparation         JSON
 */
import { chain, type Either, isLeft, left, map, right, traverseArray } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { zip } from 'fp-ts/lib/ReadonlyArray.js'
import * as R from 'fp-ts/lib/ReadonlyRecord.js'
import { type UntypedLayer } from '../layer/eraseTypes.js'
import { type Parameter, parametersOf } from '../layer/Description.js'
import { type UntypedLoss } from '../learning/Loss.js'
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

export interface Model {
  readonly network: UntypedLayer
  readonly params: Params
  /** What it was trained for. */
  readonly loss?: UntypedLoss
  /** How rows of a table become its inputs. */
  readonly preparation?: Preparation
}

/** What is saved and read of one's own, by the kind of its description. */
export interface OwnKinds {
  readonly layers?: Readonly<Record<string, LayerBuilder>>
  readonly losses?: Readonly<Record<string, LossBuilder>>
  readonly optimizers?: Readonly<Record<string, OptimizerKind>>
  readonly schedules?: Readonly<Record<string, CodecKind<Schedule>>>
}

/** The tensors of the parameters' names, if they are of the parameters' shapes. */
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

/** Tensors under the names of parameters, if each has one of its shape, and a name of its own. */
export const named = (parameters: readonly Parameter[], tensors: Params): Either<string, Safetensors['tensors']> => {
  if (tensors.length !== parameters.length)
    return left(`there must be ${parameters.length} tensors of parameters, found ${tensors.length}`)
  const all = new Map<string, AnyTensor>()
  for (const [{ name }, tensor] of zip(parameters, tensors)) {
    if (all.has(name)) return left(`two parameters are called ${JSON.stringify(name)}`)
    all.set(name, tensor)
  }
  return pipe(
    tensorsNamed(parameters, all),
    map(() => all)
  )
}

/** The bytes of a file of tensors under the names of parameters. */
export const fileOf = (
  metadata: Safetensors['metadata'],
  parameters: readonly Parameter[],
  tensors: Params
): Either<string, Uint8Array> =>
  pipe(
    named(parameters, tensors),
    chain(all => attempt('the parameters', () => encodeSafetensors({ metadata, tensors: all })))
  )

/** JSON in an entry of the metadata. */
export const entryOf = (metadata: Safetensors['metadata'], name: string): Either<string, unknown> => {
  const text = Object.hasOwn(metadata, name) ? metadata[name] : undefined
  if (text === undefined) return left(`__metadata__.${name} is missing`)
  const parsed = parseJson(text)
  return isLeft(parsed) ? left(`__metadata__.${name}: ${parsed.left}`) : parsed
}

/** All of a model but its parameters, by name, as JSON. */
export const contentOf = (
  { network, loss, preparation }: Model,
  own: OwnKinds = {}
): Either<string, Readonly<Record<string, Json>>> => {
  const parts: Readonly<Record<string, Either<string, Json>>> = {
    network: networkCodec(own.layers).encode(network),
    ...(loss === undefined ? {} : { loss: lossCodec(own.losses).encode(loss) }),
    ...(preparation === undefined
      ? {}
      : { preparation: pipe(explained('preparation')(Preparation.decode(preparation)), map(Preparation.encode)) })
  }
  const content: Record<string, Json> = {}
  for (const [name, part] of Object.entries(parts)) {
    if (isLeft(part)) return part
    content[name] = part.right
  }
  return right(content)
}

/** The metadata of a file, which a checkpoint has too. */
export const metadataOf = (model: Model, own?: OwnKinds): Either<string, Safetensors['metadata']> =>
  pipe(
    contentOf(model, own),
    map(content => ({ format: 'pullback', ...R.map((part: Json) => JSON.stringify(part))(content) }))
  )

/** A model of its parts; `part` finds one by its name, if it is there. */
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
                map(preparation => ({
                  network,
                  params,
                  ...(loss === undefined ? {} : { loss }),
                  ...(preparation === undefined ? {} : { preparation })
                }))
              )
            )
          )
        )
      )
    )
  )
}

/** Reads a model from the parts of a file. */
export const modelOf = ({ metadata, tensors }: Safetensors, own?: OwnKinds): Either<string, Model> =>
  modelFrom(
    name => (name === 'network' || Object.hasOwn(metadata, name) ? entryOf(metadata, name) : undefined),
    tensors,
    own
  )

/** The bytes of a file, or why this network cannot be saved. */
export const encodeModel = (model: Model, own?: OwnKinds): Either<string, Uint8Array> =>
  pipe(
    metadataOf(model, own),
    chain(metadata => fileOf(metadata, parametersOf(model.network.description), model.params))
  )

export const decodeModel = (bytes: Uint8Array, own?: OwnKinds): Either<string, Model> =>
  pipe(
    decodeSafetensors(bytes),
    chain(parts => modelOf(parts, own))
  )
