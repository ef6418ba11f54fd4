import { pipe } from 'fp-ts/lib/function.js'
import { map } from 'fp-ts/lib/TaskEither.js'
import { listed } from '../../codec/complaint.js'
import { showField } from '../../codec/Table.js'
import { type PreparedColumn } from '../../files.js'
import { networkCodec, parametersOf, summary } from '../../index.js'
import { command } from '../Command.js'
import { exitCode } from '../exitCode.js'
import { printable } from '../progressText.js'
import { loadModel } from '../train/load.js'
import { ofModel } from '../train/reading.js'

const showColumn = (column: PreparedColumn): string =>
  'categories' in column ? `${column.name}: one of ${listed(column.categories)}` : showField(column)

/** `pullback show` */
export const show = command(
  {
    name: 'show',
    summary: 'show the layers and the columns of a model',
    description:
      'Shows the layers of a model with their shapes and parameters, and the input and target columns of its table.',
    arguments: ofModel,
    options: {},
    example: 'pullback show my.safetensors'
  },
  ({ model: path, json }) =>
    terminal =>
      pipe(
        loadModel(path),
        map(({ network, preparation }) => {
          const { description } = network
          const columns =
            preparation === undefined
              ? []
              : [
                  '',
                  'inputs',
                  ...preparation.inputs.map(column => `  ${showColumn(column)}`),
                  'target',
                  `  ${showColumn(preparation.target)}`,
                  ''
                ]
          const encoded = networkCodec().encode(network)
          terminal.write(
            json
              ? `${JSON.stringify({
                  type: 'result',
                  network: encoded._tag === 'Right' ? encoded.right : null,
                  parameters: parametersOf(description),
                  preparation: preparation ?? null
                })}\n`
              : printable(`${summary(network)}${columns.join('\n')}`)
          )()
          return exitCode.done
        })
      )
)
