/** Models on disk: JSON where the name ends in `.json`, else safetensors. A `Left` is one line that begins with the path. */
import { chain, type Either, map, mapLeft } from 'fp-ts/lib/Either.js'
import { flow, pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { readBytes, writeBytes } from './file.js'
import { parseJson } from './json.js'
import { decodeModel, encodeModel, type Model, type OwnKinds } from './model.js'
import { modelCodec } from './modelJson.js'

const isJson = (path: string): boolean => /\.json$/i.test(path)

const fromText = (bytes: Uint8Array, own?: OwnKinds): Either<string, Model> =>
  pipe(parseJson(new TextDecoder().decode(bytes)), chain(modelCodec(own).decode))

const toText = (model: Model, own?: OwnKinds): Either<string, string> =>
  pipe(
    modelCodec(own).encode(model),
    map(json => `${JSON.stringify(json)}\n`)
  )

/** Reads a model, or says why it cannot. `own` names layers and losses of one's own. */
export const readModel = (path: string, own?: OwnKinds): TE.TaskEither<string, Model> =>
  pipe(
    readBytes(path),
    TE.chainEitherK(
      flow(
        bytes => (isJson(path) ? fromText(bytes, own) : decodeModel(bytes, own)),
        mapLeft(reason => `${path}: ${reason}`)
      )
    )
  )

/** Writes a model, whole or not at all. */
export const writeModel = (path: string, model: Model, own?: OwnKinds): TE.TaskEither<string, void> => {
  const content: Either<string, string | Uint8Array> = isJson(path) ? toText(model, own) : encodeModel(model, own)
  return pipe(
    TE.fromEither(content),
    TE.mapLeft(reason => `${path}: ${reason}`),
    TE.chain(written => writeBytes(path, written))
  )
}
