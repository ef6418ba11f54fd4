import { isRight } from 'fp-ts/lib/Either.js'
import { toUndefined } from 'fp-ts/lib/Option.js'
import { partsOf } from '../layer/andThen.js'
import { type AnyLayer } from '../layer/AnyLayer.js'
import { showDescription, sizeOf } from '../layer/Description.js'
import { type Shapes, showShape } from '../tensor/Shape.js'
import { textTable } from './textTable.js'

interface Line {
  readonly name: string
  readonly output: string
  readonly parameters: number
}

type Sized = Pick<AnyLayer, 'inputShape' | 'outputShape'>

const outputOf = ({ outputShape }: Sized, input: Shapes | undefined): Shapes | undefined => {
  const output = input === undefined ? undefined : outputShape(input)
  return output !== undefined && isRight(output) ? output.right : undefined
}

/** The output shapes of the parts of a network, `undefined` if unknown. */
const outputsOf = (parts: readonly Sized[], input: Shapes | undefined): readonly (Shapes | undefined)[] => {
  let shape = input
  return parts.map(part => (shape = outputOf(part, shape ?? takenBy(part))))
}

const takenBy = (layer: Sized | undefined): Shapes | undefined =>
  layer === undefined ? undefined : toUndefined(layer.inputShape)

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
 * @example console.log(summary(eraseTypes(pipe(dense(2, 3), andThen(tanh())))))
 */
export const summary = (network: AnyLayer, { input }: { readonly input?: Shapes } = {}): string => {
  const parts = partsOf(network)
  const outputs = outputsOf(parts, input ?? takenBy(network))
  const lines = parts.map(({ description }, i): Line => {
    const shape = outputs[i]
    return {
      name: `${i}  ${showDescription(description)}`,
      output: shape === undefined ? '?' : showShape(shape),
      parameters: sizeOf(description)
    }
  })
  const number = (n: number): string => n.toLocaleString('en')
  return textTable(
    [
      ['layer', 'output', 'parameters'],
      ...lines.map(({ name, output, parameters }) => [name, output, number(parameters)]),
      ['total', '', number(sizeOf(network.description))]
    ],
    column => column === 2
  )
}
