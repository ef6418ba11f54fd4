import { left, mapLeft, tryCatch } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { chainEitherK, fromEither, map, type TaskEither } from 'fp-ts/lib/TaskEither.js'
import { explain as explainLayer, type UntypedLayer } from '../../index.js'
import { command, type Failure, usage } from '../Command.js'
import { exitCode } from '../exitCode.js'
import { messageOf } from '../loadOptional.js'
import { flag, option } from '../Option.js'
import { printable } from '../progressText.js'
import { layersOf } from '../train/layers.js'
import { loadModel } from '../train/load.js'
import { text } from '../Written.js'

/** A name with an extension is a file; a short form has none, except in numbers such as dropout:0.2. */
const isFile = (name: string): boolean => /[/\\]|\.[a-z]+$/i.test(name)

const layerOf = (name: string): TaskEither<Failure, UntypedLayer> =>
  isFile(name)
    ? pipe(
        loadModel(name),
        map(({ network }) => network)
      )
    : fromEither(pipe(layersOf(name, 'LAYER'), mapLeft(usage)))

/** `pullback explain` */
export const explain = command(
  {
    name: 'explain',
    summary: 'print the formulas of a layer or a model',
    description:
      'Prints the formulas of forward and backward, read off the program that runs. LAYER is a name of `pullback layers`, a short form such as 16,tanh,1, or a model file.',
    arguments: { layer: option(text('a layer or a file'), { text: 'layer in short form, or model file' }) },
    options: {
      latex: flag('print LaTeX'),
      html: flag('print HTML')
    },
    example: 'pullback explain dense'
  },
  ({ layer: name, latex, html, json }) =>
    terminal =>
      pipe(
        latex && html ? fromEither(left(usage('give one of --latex and --html, found both'))) : layerOf(name),
        chainEitherK(layer =>
          tryCatch(
            () => explainLayer(layer, { notation: latex ? 'latex' : html ? 'html' : 'text' }),
            thrown => usage(messageOf(thrown))
          )
        ),
        map(formulas => {
          terminal.write(json ? `${JSON.stringify({ type: 'result', formulas })}\n` : printable(`${formulas}\n`))()
          return exitCode.done
        })
      )
)
