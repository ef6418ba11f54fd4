import { pipe } from 'fp-ts/lib/function.js'
import { map } from 'fp-ts/lib/TaskEither.js'
import { listed } from '../../codec/complaint.js'
import { showField } from '../../codec/Table.js'
import { type Preparation, type PreparedColumn } from '../../files.js'
import { networkCodec, parametersOf, summary } from '../../index.js'
import { command } from '../Command.js'
import { exitCode } from '../exitCode.js'
import { inLine, printable } from '../progressText.js'
import { loadModel } from '../train/load.js'
import { ofModel } from '../train/reading.js'

const showColumn = (column: PreparedColumn): string =>
  inLine('categories' in column ? `${column.name}: one of ${listed(column.categories)}` : showField(column))

const showColumns = ({ inputs, target }: Preparation): string =>
  ['', 'inputs', ...inputs.map(column => `  ${showColumn(column)}`), 'target', `  ${showColumn(target)}`, ''].join('\n')

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
          const encoded = networkCodec().encode(network)
          const result = {
            type: 'result',
            network: encoded._tag === 'Right' ? encoded.right : null,
            parameters: parametersOf(network.description),
            preparation: preparation ?? null
          }
          const columns = preparation === undefined ? '' : showColumns(preparation)
          terminal.write(json ? `${JSON.stringify(result)}\n` : printable(`${summary(network)}${columns}`))()
          return exitCode.done
        })
      )
)
