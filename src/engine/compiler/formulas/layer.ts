import { isSome } from 'fp-ts/lib/Option.js'
import { evaluate } from 'fp-ts/lib/State.js'
import { formed, tensorsOf, type Value } from '../../../algebra/Value.js'
import { partsOf } from '../../../layer/andThen.js'
import { type AnyLayer, type UntypedLayer, untyped } from '../../../layer/AnyLayer.js'
import { parametersOf, showDescription } from '../../../layer/Description.js'
import { exampleShapeOf } from '../../../layer/exampleShape.js'
import { shapeOrThrow } from '../../../layer/Layer.js'
import { requireLayer } from '../../../layer/requirements.js'
import { drawNoise, trainingForm } from '../../../layer/trainingForm.js'
import { openBatch } from '../../../tensor/open.js'
import { seed } from '../../../tensor/Random.js'
import { type Shape, shapeError, type Shapes, tensorShape } from '../../../tensor/Shape.js'
import { scalar } from '../../../tensor/Tensor.js'
import { trace } from '../trace.js'
import { type Line, type Name, named } from './Formula.js'
import { linesOf } from './read.js'

/** The formulas of one layer. */
export interface Explained {
  /** The layer as code: `dense(2, 3)`. */
  readonly title: string
  /** The formulas of forward, then those of backward. */
  readonly lines: readonly Line[]
  /** The names of the input and the output. */
  readonly input: Name
  readonly output: Name
}

/** A value of this shape whose tensors serve as places only. */
const formOf = (shape: Shapes): Value =>
  tensorShape(shape) === undefined ? shape.flatMap(part => (typeof part === 'number' ? [] : [formOf(part)])) : scalar(0)

/** The shapes of the tensors of a value, from left to right. */
const leavesOf = (shape: Shapes): readonly Shape[] => {
  const own = tensorShape(shape)
  return own === undefined ? shape.flatMap(part => (typeof part === 'number' ? [] : leavesOf(part))) : [own]
}

const letters: Readonly<Record<string, string>> = { weight: 'W', bias: 'b', gain: 'g', scale: 's' }

/** The name of a parameter: `1.weight` is W₂, because people count layers from 1. */
const parameterName = (prefix: readonly string[], path: string): Name => {
  const words = path.split('.')
  const last = words.at(-1) ?? path
  const indices = words.slice(0, -1).map(word => (/^\d+$/.test(word) ? String(Number(word) + 1) : word))
  return named(letters[last] ?? last, [...prefix, ...indices])
}

/** The names of the tensors of a value: x, or x₁ and x₂ for a pair. */
const valueNames = (name: Name, { length }: readonly unknown[]): readonly Name[] =>
  length === 1 ? [name] : Array.from({ length }, (_, i) => ({ ...name, indices: [...name.indices, String(i + 1)] }))

/** The name of the gradient of a name. */
export const gradientOf = (name: Name): Name => ({ ...name, isGradient: true })

/** Where a layer is in a network: how its parameters, its input and its output are named. */
interface Place {
  readonly prefix: readonly string[]
  readonly input: Name
  readonly output: Name
}

/** The shapes of the noise of a training step. */
const noiseShapes = (layer: UntypedLayer, input: Shapes): readonly Shape[] =>
  evaluate(seed(0))(drawNoise(layer, input, 1)).map(({ shape }) => [openBatch, ...shape.slice(1)])

const linesOfLayer = (layer: UntypedLayer, input: Shapes, { prefix, input: x, output: y }: Place): readonly Line[] => {
  const output = shapeOrThrow(layer.outputShape(input))
  const parameters = parametersOf(layer.description)
  const [inputs, outputs] = [leavesOf(input), leavesOf(output)]
  const noise = noiseShapes(layer, input)
  const names = {
    params: parameters.map(({ name }) => parameterName(prefix, name)),
    noise: valueNames(named('m'), noise),
    inputs: valueNames(x, inputs),
    outputs: valueNames(y, outputs)
  }
  const batched = (shapes: readonly Shape[]) => shapes.map(shape => ({ name: '', shape: [openBatch, ...shape] }))
  const counts = [parameters.length, noise.length, inputs.length]
  const program = trace(
    [...parameters, ...noise.map(shape => ({ name: '', shape })), ...batched(inputs), ...batched(outputs)],
    [],
    (...given) => {
      const [p = 0, n = 0, i = 0] = counts
      const params = given.slice(0, p)
      const { forward, backward } = trainingForm(layer, given.slice(p, p + n))
      const [result, cache] = forward(params, formed(formOf(input), given, p + n))
      const [dp, dx] = backward(params, cache, formed(formOf(output), given, p + n + i))
      return [...tensorsOf(result), ...dp, ...tensorsOf(dx)]
    }
  )
  const gradients = names.outputs.map(gradientOf)
  return linesOf(
    program,
    [...names.params, ...names.noise, ...names.inputs, ...gradients],
    [...names.outputs, ...names.params.map(gradientOf), ...names.inputs.map(gradientOf)]
  )
}

const titleOf = ({ description, training }: UntypedLayer): string =>
  `${showDescription(description)}${isSome(training) ? ', in training' : ''}`

/**
 * Reads the formulas of a layer off the program that runs: traces forward and backward together, simplifies the program, and
 * returns one block for each layer of a sequence. Within a block, results that several formulas use are u₁, u₂, ….
 *
 * @param inputShape shape of one example of the input. Default: the input shape of the layer, or a small one that it takes.
 * @throws ShapeError if the layer does not take the shape, or if `inputShape` is required
 * @throws TypeError if the layer reads numbers in plain JavaScript
 */
export const formulasOf = (layer: AnyLayer, inputShape?: Shapes): readonly Explained[] => {
  requireLayer('explain', layer)
  const first = inputShape ?? exampleShapeOf(layer)
  if (first === undefined)
    throw shapeError(
      `explain: ${showDescription(layer.description)} takes none of the example shapes; pass its shape as inputShape`
    )
  const found = partsOf(layer)
  // The identity is an empty sequence.
  const parts = found.length === 0 ? [untyped(layer)] : found
  const last = parts.length
  let shape = first
  return parts.map((part, i) => {
    const name = (after: number): Name => named('y', [String(after)])
    const place: Place = {
      prefix: last === 1 ? [] : [String(i + 1)],
      input: i === 0 ? named('x') : name(i),
      output: i === last - 1 ? named('y') : name(i + 1)
    }
    const input = shape
    shape = shapeOrThrow(part.outputShape(input))
    return { title: titleOf(part), lines: linesOfLayer(part, input, place), input: place.input, output: place.output }
  })
}
