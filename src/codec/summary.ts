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
 * The output shapes of the parts of a network, `undefined` if unknown. A description has no functions, so each part is built
 * again from its description. A custom layer without a builder cannot be built: its output shape is the input shape of the next
 * layer, or at the end the output shape of the network.
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
 * A network as a text table, like the one that Keras prints: one row per layer, with its output shape (without the batch axis)
 * and its number of learnable parameters.
 *
 *     layer            output  parameters
 *     0  dense(2, 3)   [3]              9
 *     1  tanh()        [3]              0
 *     total                             9
 *
 * @param input shape of one example. Default: the input shape of the network, if it has a fixed one.
 * @param own builders of custom layers, by the kind of their description. Without one, a shape between two custom layers is
 * shown as `?`. Default: none.
 * @example console.log(summary(eraseTypes(pipe(dense(2, 3), andThen(tanh())))))
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
