/**
 * A network as a table, as Keras prints it: each layer with the shape of its output and how many numbers it learns.
 *
 *     layer            output  parameters
 *     0  dense(2, 3)   [3]              9
 *     1  tanh()        [3]              0
 *     total                             9
 */
import { isRight } from 'fp-ts/lib/Either.js'
import { fromEither, toUndefined } from 'fp-ts/lib/Option.js'
import { type UntypedLayer } from '../layer/eraseTypes.js'
import { type Description, showDescription, sizeOf } from '../layer/Description.js'
import { type Shapes, showShape } from '../tensor/Shape.js'
import { buildNetwork, type LayerBuilder } from './network.js'

interface Line {
  readonly name: string
  readonly output: string
  readonly parameters: number
}

type Sized = Pick<UntypedLayer, 'description' | 'inputShape' | 'outputShape'>

const outputOf = ({ outputShape }: Sized, input: Shapes | undefined): Shapes | undefined => {
  const output = input === undefined ? undefined : outputShape(input)
  return output !== undefined && isRight(output) ? output.right : undefined
}

/**
 * The shapes that the parts of a network give, `undefined` where unknown. A description has no functions, so its part is built
 * again. A custom layer that nobody registered cannot be built: its shape is what the layer after it takes, and at the end
 * what the network itself gives.
 */
const outputsOf = (
  network: Sized,
  parts: readonly Description[],
  input: Shapes | undefined,
  own?: Readonly<Record<string, LayerBuilder>>
): readonly (Shapes | undefined)[] => {
  const build = buildNetwork(own)
  const layers = parts.map((part): Sized | undefined => toUndefined(fromEither(build(part, ''))))
  let shape = input
  return layers.map((layer, i) => {
    const isLast = i === parts.length - 1
    if (layer === undefined) shape = isLast ? outputOf(network, input) : takenBy(layers[i + 1])
    else shape = outputOf(layer, shape ?? takenBy(layer))
    return shape
  })
}

const takenBy = (layer: Sized | undefined): Shapes | undefined =>
  layer === undefined ? undefined : toUndefined(layer.inputShape)

const padded = (rows: readonly (readonly [string, string, string])[]): readonly string[] => {
  const width = (column: 0 | 1) => Math.max(...rows.map(row => row[column].length))
  const right = Math.max(...rows.map(([, , last]) => last.length))
  return rows.map(
    ([name, output, number]) => `${name.padEnd(width(0))}  ${output.padEnd(width(1))}  ${number.padStart(right)}`
  )
}

/**
 * The network as a table.
 *
 * @param input the shape of an example, if the network fixes none
 * @param own builders of custom layers, by their kinds: they tell shapes between two custom layers, which are `?` without
 */
export const summary = (
  network: Sized,
  { input, own }: { readonly input?: Shapes; readonly own?: Readonly<Record<string, LayerBuilder>> } = {}
): string => {
  const { description } = network
  const parts = description.kind === 'sequence' ? description.parts : [description]
  const outputs = outputsOf(network, parts, input ?? takenBy(network), own)
  const lines = parts.map((part, i): Line => {
    const shape = outputs[i]
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
