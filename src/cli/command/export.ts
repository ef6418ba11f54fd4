/** `pullback export`: a model for whoever runs ONNX. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { chain, chainEitherK, map, mapLeft } from 'fp-ts/lib/TaskEither.js'
import { attempt } from '../../codec/Codec.js'
import { writeBytes } from '../../codec/file.js'
import { metadataOf } from '../../codec/model.js'
import { networkModel } from '../../index.js'
import { badData, command, type Run } from '../Command.js'
import { distinct } from '../distinct.js'
import { exitCode } from '../exitCode.js'
import { type Given, option, type shared } from '../Option.js'
import { loadModel } from '../train/load.js'
import { fileToWrite, oneOf, text } from '../Written.js'

const words = { model: option(text('a file'), { text: 'a model, or a checkpoint', value: 'file' }) }

const options = {
  out: option(fileToWrite, { text: 'the file to write', value: 'file', fallback: 'model.onnx' }),
  to: option(oneOf(['onnx']), { text: 'the format', value: 'name', fallback: 'onnx' }),
  precision: option(oneOf(['float32', 'float64']), {
    text: 'the numbers in it; not every operation of ONNX Runtime knows float64',
    value: 'name',
    fallback: 'float32'
  })
}

const run =
  ({ model: path, out, precision, json }: Given<typeof words> & Given<typeof options> & Given<typeof shared>): Run =>
  terminal =>
    pipe(
      distinct({ MODEL: path, '--out': out }),
      chain(() => loadModel(path)),
      chainEitherK(model =>
        pipe(
          metadataOf(model),
          E.chain(metadata => attempt(path, () => networkModel(model.network, model.params, { precision, metadata }))),
          E.mapLeft(badData)
        )
      ),
      chain(bytes =>
        pipe(
          writeBytes(out, bytes),
          mapLeft(badData),
          map(() => {
            const said = json
              ? JSON.stringify({ type: 'result', file: out, bytes: bytes.length })
              : `Wrote ${out}: input gives output, in ${precision}, for batches of any size.`
            terminal.write(`${said}\n`)()
            return exitCode.done
          })
        )
      )
    )

export const exportModel = command(
  {
    name: 'export',
    summary: 'writes a model for others to run',
    description:
      'Writes a model as ONNX, which ONNX Runtime and others run without this library: what the network takes is `input`, what it gives is `output`. Numbers must be scaled and categories one-hot before, as `preparation` in the metadata says; the output for categories are logits, unless the network ends with softmax.',
    arguments: words,
    options,
    example: 'pullback export my.safetensors --out my.onnx'
  },
  run
)
