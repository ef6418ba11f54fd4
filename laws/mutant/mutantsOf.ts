import { isSome, none, some } from 'fp-ts/lib/Option.js'
import { evaluate } from 'fp-ts/lib/State.js'
import { named, type Line } from '../../src/engine/compiler/formulas/Formula.js'
import { text } from '../../src/engine/compiler/formulas/notations.js'
import { linesOf } from '../../src/engine/compiler/formulas/read.js'
import { showIn } from '../../src/engine/compiler/formulas/show.js'
import { type Program } from '../../src/engine/compiler/Program.js'
import { showProgram } from '../../src/engine/compiler/show.js'
import { trace } from '../../src/engine/compiler/trace.js'
import { type AnyLayer, type UntypedLayer, untyped } from '../../src/layer/AnyLayer.js'
import { parametersOf, showDescription } from '../../src/layer/Description.js'
import { exampleShapeOf } from '../../src/layer/exampleShape.js'
import { type Cache, shapeOrThrow } from '../../src/layer/Layer.js'
import { drawNoise, trainingForm } from '../../src/layer/trainingForm.js'
import { openBatch } from '../../src/tensor/open.js'
import { seed } from '../../src/tensor/Random.js'
import { type Shape, shapeError, type Shapes, tensorShape } from '../../src/tensor/Shape.js'
import { type AnyTensor, scalar } from '../../src/tensor/Tensor.js'
import { batchSizeOf, formed, type Params, tensorsOf, type Value } from '../../src/algebra/Value.js'
import { calibrated } from '../layer/calibrated.js'
import { editsOf, editsOfOutput, placesIn } from './edits.js'
import { interpret } from './interpret.js'
import { replaced, withOutput } from './replaced.js'

/** The gradients of a batch, from the parameters, the noise of a training step, the input and the output gradient. */
export type Gradients = (params: Params, noise: Params, input: Value, outputGradient: Value) => readonly AnyTensor[]

/** A layer with one mistake in backward, made by changing one operation of its program. */
export interface Mutant {
  /** The mistake and its place: `dW = dyᵀ x: the sign flipped`. */
  readonly name: string
  /** The formulas of the gradients that differ from those of the layer. */
  readonly formulas: () => readonly string[]
  /** The layer with the mistake. It takes the shape of one example with which it was traced. */
  readonly layer: UntypedLayer
  /** The gradients of the mutant, and those of the layer. */
  readonly gradients: Gradients
  readonly original: Gradients
  /** Whether the mistake is in the gradient of training or of prediction. */
  readonly form: Form
}

/** Options of `mutantsOf`. */
export interface MutantOptions {
  /** Shape of one example of the input. Default: the input shape of the layer, or a small one that the layer takes. */
  readonly inputShape?: Shapes
}

type Form = 'prediction' | 'training'

/** What the forward of a mutant keeps: everything that its backward computes from. */
interface Kept {
  readonly form: Form
  readonly noise: Params
  readonly input: Value
  readonly cache: Cache
}

const leavesOf = (shape: Shapes): readonly Shape[] => {
  const own = tensorShape(shape)
  return own === undefined ? shape.flatMap(part => (typeof part === 'number' ? [] : leavesOf(part))) : [own]
}

const formOf = (shape: Shapes): Value =>
  tensorShape(shape) === undefined ? shape.flatMap(part => (typeof part === 'number' ? [] : [formOf(part)])) : scalar(0)

/** The shapes of a layer for one example, and the names of its tensors. */
const sizesOf = (layer: UntypedLayer, input: Shapes, form: Form) => {
  const output = shapeOrThrow(layer.outputShape(input))
  const noise = form === 'training' ? evaluate(seed(0))(drawNoise(layer, input, 1)) : []
  const batched = (name: string, shapes: readonly Shape[]) =>
    shapes.map((shape, i) => ({ name: shapes.length === 1 ? name : `${name}${i + 1}`, shape: [openBatch, ...shape] }))
  return {
    output,
    params: parametersOf(layer.description),
    noise: batched(
      'm',
      noise.map(({ shape }) => shape.slice(1))
    ),
    inputs: batched('x', leavesOf(input)),
    gradients: batched('dy', leavesOf(output))
  }
}

/** The program of the gradients of a layer for a batch of any size. Forward is part of it, because backward reads its cache. */
const programOf = (layer: UntypedLayer, input: Shapes, form: Form): Program => {
  const { output, params, noise, inputs, gradients } = sizesOf(layer, input, form)
  const [p, n] = [params.length, noise.length]
  return trace(
    [...params, ...noise, ...inputs, ...gradients],
    [...params.map(({ name }) => `d${name}`), ...inputs.map(({ name }) => `d${name}`)],
    (...given) => {
      const own = given.slice(0, p)
      const { forward, backward } = form === 'training' ? trainingForm(layer, given.slice(p, p + n)) : layer
      const [, cache] = forward(own, formed(formOf(input), given, p + n))
      const [dp, dx] = backward(own, cache, formed(formOf(output), given, p + n + inputs.length))
      return [...dp, ...tensorsOf(dx)]
    }
  )
}

const gradientsOf =
  (program: Program): Gradients =>
  (params, noise, input, outputGradient) =>
    interpret(program, [...params, ...noise, ...tensorsOf(input), ...tensorsOf(outputGradient)], batchSizeOf(input))

const hidden = (kept: Kept): Cache =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- existential type: only the backward of the mutant receives it
  kept as unknown as Cache

const opened = (cache: Cache): Kept =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- see `hidden`
  cache as unknown as Kept

/** The layer with other gradients in prediction or in training. */
const withGradients = (layer: UntypedLayer, shape: Shapes, form: Form, gradients: Gradients): UntypedLayer => {
  const { training } = layer
  const keeping =
    (form: Form, noise: Params, forward: UntypedLayer['forward']): UntypedLayer['forward'] =>
    (params, input) => {
      const [output, cache] = forward(params, input)
      return [output, hidden({ form, noise, input, cache })]
    }
  return {
    ...layer,
    inputShape: some(shape),
    stepwise: none,
    forward: keeping('prediction', [], layer.forward),
    backward: (params, cache, outputGradient) => {
      const kept = opened(cache)
      if (kept.form !== form) return layer.backward(params, kept.cache, outputGradient)
      const found = gradients(params, kept.noise, kept.input, outputGradient)
      return [found.slice(0, params.length), formed(kept.input, found, params.length)]
    },
    training: isSome(training)
      ? some({
          ...training.value,
          forward: (noise: Params) => keeping('training', noise, training.value.forward(noise))
        })
      : none
  }
}

const show = showIn(text)

const written = (lines: readonly Line[]): readonly string[] =>
  lines.flatMap(line =>
    line.kind === 'equation' ? [`${show(line.name)} = ${show(line.value)}`] : written(line.lines).map(one => `  ${one}`)
  )

/** The formulas of a program, one line each. */
const formulasOf = (program: Program): readonly string[] =>
  written(
    linesOf(
      program,
      program.inputs.map(({ name }) => named(name)),
      program.outputs.map(({ name }) => named(name))
    )
  )

/** The mutated programs, each with its name. Equal programs appear once. */
const mutatedOf = (program: Program) => {
  const outputs = new Set(program.outputs.map(({ node }) => node))
  const ofNodes = placesIn(program).flatMap(({ node, before, inFold }) =>
    editsOf(node, before).map(({ mistake, instead }) => ({
      name: `${inFold ? 'in a fold, ' : ''}${node.kind === 'operation' ? node.op : 'fold'}: ${mistake}`,
      isRepeated: outputs.has(node) && ['the sign flipped', 'doubled', 'halved'].includes(mistake),
      mutated: replaced(program, node, instead)
    }))
  )
  const ofOutputs = program.outputs.flatMap(({ name, node }, i) =>
    editsOfOutput(node).map(({ mistake, instead }) => ({
      name: `${name}: ${mistake}`,
      isRepeated: false,
      mutated: withOutput(program, i, instead)
    }))
  )
  const seen = new Set([showProgram(program)])
  return [...ofOutputs, ...ofNodes].filter(({ mutated, isRepeated }) => {
    const written = showProgram(mutated)
    if (isRepeated || seen.has(written)) return false
    seen.add(written)
    return true
  })
}

/**
 * Wrong versions of a layer, made by systematic changes of its program: the operations that compute its gradients, as engines trace
 * them. Each mutant has one mistake: a term or a factor dropped, a sign flipped, a factor of 2 or ½, operands exchanged, a
 * transpose, a shifted index, another tensor of the same shape, a mean instead of a sum. In a fold the mistake is in an operation of its
 * steps, in their order, in a carry that is lost or not changed, or in rows of the next step. The gradients keep their shapes, and forward
 * stays right. A layer with a training form has mutants in both forms.
 *
 * Use them to measure how many mistakes your laws or tests find: `tryMutants` does so for the laws.
 *
 * @param layer the layer, which must be written with the operations of `Algebra`
 * @throws ShapeError if the layer takes none of the example shapes and `inputShape` is missing
 * @throws TypeError if the layer reads numbers in plain JavaScript
 * @example mutantsOf(tanh()).map(({ name }) => name) // ['dx: the sign flipped', 'dx: doubled', …]
 */
export const mutantsOf = (layer: AnyLayer, { inputShape }: MutantOptions = {}): readonly Mutant[] => {
  const shape = inputShape ?? exampleShapeOf(layer)
  if (shape === undefined)
    throw shapeError(
      `mutantsOf: ${showDescription(layer.description)} takes none of the example shapes; pass its shape as inputShape`
    )
  const own = calibrated(untyped(layer))
  const forms: readonly Form[] = isSome(own.training) ? ['prediction', 'training'] : ['prediction']
  return forms.flatMap(form => {
    const program = programOf(own, shape, form)
    const original = gradientsOf(program)
    return mutatedOf(program).map(({ name, mutated }) => ({
      name: form === 'training' ? `in training, ${name}` : name,
      formulas: () => {
        const right = new Set(formulasOf(program))
        return formulasOf(mutated).filter(line => !right.has(line))
      },
      layer: withGradients(own, shape, form, gradientsOf(mutated)),
      gradients: gradientsOf(mutated),
      original,
      form
    }))
  })
}
