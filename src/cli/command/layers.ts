import { isRight } from 'fp-ts/lib/Either.js'
import { fromIO } from 'fp-ts/lib/TaskEither.js'
import { layers as catalogue } from '../../catalogue/layers.js'
import { type LayerRow } from '../../catalogue/LayerRow.js'
import { exampleOf } from '../../catalogue/Row.js'
import { textTable } from '../../codec/textTable.js'
import { type UntypedLayer, type Shapes, showShape } from '../../index.js'
import { exampleShapeOf } from '../../layer/exampleShape.js'
import { command } from '../Command.js'
import { exitCode } from '../exitCode.js'

interface Listed {
  readonly name: string
  readonly formula: string
  /** Example input and output shapes of one layer of this kind. */
  readonly shapes: { readonly input: Shapes; readonly output: Shapes } | undefined
}

const shapesOf = (layer: UntypedLayer): Listed['shapes'] => {
  const input = exampleShapeOf(layer)
  const output = input === undefined ? undefined : layer.outputShape(input)
  return input !== undefined && output !== undefined && isRight(output) ? { input, output: output.right } : undefined
}

const listed = (row: LayerRow): Listed => ({ name: row.name, formula: row.formula, shapes: shapesOf(exampleOf(row)) })

const rows = catalogue.map(listed)

const table = (): string =>
  textTable([
    ['name', 'example shapes', 'formula'],
    ...rows.map(({ name, formula, shapes }) => [
      name,
      shapes === undefined ? '' : `${showShape(shapes.input)} → ${showShape(shapes.output)}`,
      formula
    ])
  ])

const jsonLines = (): string =>
  [...rows.map(row => ({ type: 'layer', ...row })), { type: 'result', layers: rows.length }]
    .map(row => `${JSON.stringify(row)}\n`)
    .join('')

/** `pullback layers` */
export const layers = command(
  {
    name: 'layers',
    summary: 'list the built-in layers',
    description: 'Lists the built-in layers: their names, example input and output shapes, and formulas.',
    arguments: {},
    options: {},
    example: 'pullback layers'
  },
  ({ json }) =>
    terminal =>
      fromIO(() => {
        terminal.write(json ? jsonLines() : table())()
        return exitCode.done
      })
)
