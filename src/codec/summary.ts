/**
 * A network as a table, as Keras prints it: each layer with the shape of its output and how many numbers it learns.
 *
 *     layer            output  parameters
 *     0  dense(2, 3)   [3]              9
 *     1  tanh()        [3]              0
 *     total                             9
 */
import { isRight } from 'fp-ts/lib/Either.js'
import { isSome } from 'fp-ts/lib/Option.js'
import { type UntypedLayer } from '../layer/eraseTypes.js'
import { type Description, showDescription, sizeOf } from '../layer/Description.js'
import { type Shapes, showShape } from '../tensor/Shape.js'
import { buildNetwork, type LayerBuilder } from './network.js'

interface Line {
  readonly name: string
  readonly output: string
  readonly parameters: number
}

/** What a part gives, if it can be built again and takes that shape. */
const outputOf = (
  description: Description,
  input: Shapes | undefined,
  own?: Readonly<Record<string, LayerBuilder>>
): Shapes | undefined => {
  const built = buildNetwork(own)(description, '')
  if (!isRight(built)) return undefined
  const { inputShape, outputShape } = built.right
  const taken = input ?? (isSome(inputShape) ? inputShape.value : undefined)
  const output = taken === undefined ? undefined : outputShape(taken)
  return output !== undefined && isRight(output) ? output.right : undefined
}

const padded = (rows: readonly (readonly [string, string, string])[]): readonly string[] => {
  const width = (column: 0 | 1) => Math.max(...rows.map(row => row[column].length))
  const right = Math.max(...rows.map(([, , last]) => last.length))
  return rows.map(
    ([name, output, number]) => `${name.padEnd(width(0))}  ${output.padEnd(width(1))}  ${number.padStart(right)}`
  )
}

/** `input` is the shape of an example, where the network fixes none. A shape that cannot be known is `?`. */
export const summary = (
  { description, inputShape }: Pick<UntypedLayer, 'description' | 'inputShape'>,
  { input, own }: { readonly input?: Shapes; readonly own?: Readonly<Record<string, LayerBuilder>> } = {}
): string => {
  const parts = description.kind === 'sequence' ? description.parts : [description]
  let shape = input ?? (isSome(inputShape) ? inputShape.value : undefined)
  const lines = parts.map((part, i): Line => {
    shape = outputOf(part, shape, own)
    return {
      name: `${i}  ${showDescription(part)}`,
      output: shape === undefined ? '?' : showShape(shape),
      parameters: sizeOf(part)
    }
  })
  const number = (n: number): string => n.toLocaleString('en')
  return `${padded([
    ['layer', 'output', 'parameters'],
    ...lines.map(({ name, output, parameters }) => [name, output, number(parameters)] as const),
    ['total', '', number(sizeOf(description))]
  ]).join('\n')}\n`
}
