import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { chain, chainEitherK, chainFirst, map, mapLeft } from 'fp-ts/lib/TaskEither.js'
import { attempt } from '../../codec/Codec.js'
import { writeBytes } from '../../files.js'
import { metadataOf } from '../../codec/model.js'
import { type Model, networkModel } from '../../index.js'
import { badData, command } from '../Command.js'
import { exitCode } from '../exitCode.js'
import { option } from '../Option.js'
import { checkPaths } from '../paths.js'
import { loadModel } from '../train/load.js'
import { ofModel } from '../train/reading.js'
import { fileToWrite, oneOf } from '../Written.js'

const options = {
  out: option(fileToWrite, { text: 'file to write', fallback: 'model.onnx' }),
  to: option(oneOf(['onnx']), { text: 'output format', fallback: 'onnx' }),
  precision: option(oneOf(['float32', 'float64']), {
    text: 'float32 or float64; ONNX Runtime does not support float64 in every operation',
    fallback: 'float32'
  })
}

/** A network for texts takes sequences of any length, of which the ONNX graph takes the longest. */
const shapeOf = ({ vocabulary }: Model): { readonly inputShape?: readonly [number] } =>
  vocabulary?.context === undefined ? {} : { inputShape: [vocabulary.context] }

/** `pullback export` */
export const exportModel = command(
  {
    name: 'export',
    summary: 'write a model as ONNX',
    description:
      'Writes a model as ONNX, so that ONNX Runtime and other programs can run it without this library. The graph maps `input` to `output`. Before running it, scale the numbers and one-hot encode the categories as `preparation` in the metadata describes. For categories the output is logits, unless the network ends with softmax. The graph of a model of `pullback text` maps class numbers, whose characters `vocabulary` lists, to logits.',
    arguments: ofModel,
    options,
    example: 'pullback export my.safetensors --out my.onnx'
  },
  ({ model: path, out, precision, json }) =>
    terminal =>
      pipe(
        checkPaths({ MODEL: path }, { '--out': out }),
        chain(() => loadModel(path)),
        chainEitherK(model =>
          pipe(
            metadataOf(model),
            E.chain(metadata =>
              attempt(path, () => networkModel(model.network, model.params, { precision, metadata, ...shapeOf(model) }))
            ),
            E.mapLeft(badData)
          )
        ),
        chainFirst(bytes => pipe(writeBytes(out, bytes), mapLeft(badData))),
        map(bytes => {
          const said = json
            ? JSON.stringify({ type: 'result', file: out, bytes: bytes.length })
            : `Wrote ${out}: ONNX graph from "input" to "output", ${precision}, any batch size.`
          terminal.write(`${said}\n`)()
          return exitCode.done
        })
      )
)
