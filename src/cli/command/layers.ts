import { isRight } from 'fp-ts/lib/Either.js'
import { isSome } from 'fp-ts/lib/Option.js'
import { fromIO } from 'fp-ts/lib/TaskEither.js'
import { layers as catalogue } from '../../catalogue/layers.js'
import { type LayerRow } from '../../catalogue/LayerRow.js'
import { exampleOf } from '../../catalogue/Row.js'
import { type UntypedLayer, type Shapes, showShape } from '../../index.js'
import { command } from '../Command.js'
import { exitCode } from '../exitCode.js'
import { textTable } from '../textTable.js'

interface Listed {
  readonly name: string
  readonly formula: string
  /** Of an example of its input and of its output, for one of the layers of this kind. */
  readonly shapes: { readonly input: Shapes; readonly output: Shapes } | undefined
}

/** What to try where a layer takes more shapes than one. */
const examples: readonly Shapes[] = [
  [2, 3],
  [2, 6, 6],
  [[3], [3]]
]

const shapesOf = ({ inputShape, outputShape }: UntypedLayer): Listed['shapes'] =>
  (isSome(inputShape) ? [inputShape.value] : examples).flatMap(input => {
    const output = outputShape(input)
    return isRight(output) ? [{ input, output: output.right }] : []
  })[0]

/** With the shapes of its example. */
const listed = (row: LayerRow): Listed => ({ name: row.name, formula: row.formula, shapes: shapesOf(exampleOf(row)) })

const rows = catalogue.map(listed)

const table = (): string =>
  textTable([
    ['name', 'shapes, for example', 'formula'],
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

/** `pullback layers`: the catalogue as a table. */
export const layers = command(
  {
    name: 'layers',
    summary: 'lists the layers',
    description:
      'Lists the layers that there are: the name, what it computes, and the shapes that one of its kind takes and gives.',
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
