import { chain, type Either, left, map, mapLeft } from 'fp-ts/lib/Either.js'
import { flow, pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type AnyLayer } from '../layer/AnyLayer.js'
import { readBytes, writeBytes } from './file.js'
import { parseJson } from './json.js'
import { decodeModel, encodeModel, type Model, type OwnKinds, type TypedModel, untypedModel } from './model.js'
import { modelCodec } from './modelJson.js'
import { hasHeaderLength } from './safetensors.js'

const isJson = (path: string): boolean => /\.json$/i.test(path)

const fromText = (bytes: Uint8Array, own?: OwnKinds): Either<string, Model> =>
  pipe(parseJson(new TextDecoder().decode(bytes)), chain(modelCodec(own).decode))

const fromBytes = (bytes: Uint8Array, own?: OwnKinds): Either<string, Model> =>
  hasHeaderLength(bytes) ? decodeModel(bytes, own) : left('this is not a model: expected a safetensors or .json file')

const toText = (model: Model, own?: OwnKinds): Either<string, string> =>
  pipe(
    modelCodec(own).encode(model),
    map(json => `${JSON.stringify(json)}\n`)
  )

/**
 * Reads a model from a file: JSON if the name ends in `.json`, otherwise safetensors. A checkpoint can be read as a model too.
 *
 * @param own builders of the custom kinds in the file. Default: none.
 * @returns a `Left` of one line: the path, the place in the file, the expected value and the value found
 * @example
 * const model = await readModel('iris.safetensors')()
 * if (isLeft(model)) console.error(model.left)
 * else console.log(summary(model.right.network))
 */
export const readModel = (path: string, own?: OwnKinds): TE.TaskEither<string, Model> =>
  pipe(
    readBytes(path),
    TE.chainEitherK(
      flow(
        bytes => (isJson(path) ? fromText(bytes, own) : fromBytes(bytes, own)),
        mapLeft(reason => `${path}: ${reason}`)
      )
    )
  )

/**
 * Writes a model to a file: JSON if the name ends in `.json`, otherwise safetensors. The file is replaced atomically.
 *
 * Use JSON for small models that people read, safetensors for all others.
 *
 * @param own builders of the custom kinds in the model. Default: none.
 * @returns a `Left` of one line that begins with the path
 * @example await writeModel('xor.safetensors', { network, params })()
 */
export const writeModel = <L extends AnyLayer>(
  path: string,
  model: TypedModel<L>,
  own?: OwnKinds
): TE.TaskEither<string, void> => {
  const content: Either<string, string | Uint8Array> = isJson(path)
    ? toText(untypedModel(model), own)
    : encodeModel(model, own)
  return pipe(
    TE.fromEither(content),
    TE.mapLeft(reason => `${path}: ${reason}`),
    TE.chain(written => writeBytes(path, written))
  )
}
