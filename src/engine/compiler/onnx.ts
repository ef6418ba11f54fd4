/**
 * From a program to an ONNX model: the same inputs and outputs by the same names, run by anyone who runs ONNX.
 *
 * A fold is a Scan, so that a whole epoch is one run. An open batch axis is called `batch`.
 */
import { isLeft } from 'fp-ts/lib/Either.js'
import { isSome } from 'fp-ts/lib/Option.js'
import { eraseTypes } from '../../layer/eraseTypes.js'
import { parametersOf, showDescription } from '../../layer/Description.js'
import { type Layer } from '../../layer/Layer.js'
import { openBatch } from '../../tensor/open.js'
import { type Shape, shapeError, tensorShape } from '../../tensor/Shape.js'
import { type AnyTensor, filledTensor, rowMajorNumbers } from '../../tensor/Tensor.js'
import { slice } from '../../algebra/kernel/layout.js'
import { type Params, tensorsOf, type Value } from '../../algebra/Value.js'
import {
  type ConstantNode,
  type Node,
  type Operation,
  type OperationNode,
  type Program,
  type ScanNode
} from './Program.js'
import { type Emitter, emitter, type Names, names, sizesOf } from './onnx/Emitter.js'
import { fusionsIn } from './onnx/fusion.js'
import { gemm, isReadTransposed } from './onnx/gemm.js'
import { lowerings } from './onnx/lowering.js'
import { mean } from './onnx/mean.js'
import { type Constant, elementTypes, encodeModel, type Graph, type Port } from './onnx/Model.js'
import { softmax } from './onnx/softmax.js'
import { type Precision } from './Precision.js'
import { trace } from './trace.js'

export interface Settings {
  /** float32 if not given. Not every operation of ONNX Runtime knows float64. */
  readonly precision?: Precision
  /** What the file says of itself. */
  readonly metadata?: { readonly [key: string]: string }
  /**
   * Whether the model may have operations that ONNX Runtime has beyond the standard. Default: false, so that other programs can run
   * the model.
   */
  readonly fused?: boolean
  /** Inputs that are known. */
  readonly values?: { readonly [name: string]: AnyTensor }
}

const portOf = ({ type }: Emitter, name: string, shape: Shape): Port => ({ name, type, sizes: sizesOf(shape) })

/** Writes a node, and says what its value is called. */
const writeNode = (to: Emitter, names: Names, node: Node): void => {
  switch (node.kind) {
    case 'input':
      return
    case 'part':
      to.define(node, to.partsOf(node.scan)[node.index] ?? '')
      return
    case 'constant':
      writeConstant(to, node)
      return
    case 'batchSize': {
      const size = to.emit('Squeeze', [to.emit('Shape', [to.full(node.of)], { start: 0, end: 1 })])
      to.define(node, to.emit('Cast', [size], { to: elementTypes[to.type] }))
      return
    }
    case 'scan':
      writeScan(to, names, node)
      return
    case 'operation':
      writeOperation(to, node)
  }
}

/** Axes along which a constant is repeated have size one in the file. What reads the constant repeats it. */
const writeConstant = (to: Emitter, node: ConstantNode): void => {
  const { value, shape } = node
  const once = shape.map((size, axis) => (value.strides?.[axis] === 0 ? 1 : size))
  const numbers = once.reduce<AnyTensor>((x, size, axis) => slice(x.shape.with(axis, size), x, axis, 0), value)
  to.define(node, to.constant(rowMajorNumbers(numbers), once), once)
}

const writeOperation = <Op extends Operation>(to: Emitter, node: OperationNode<Op>): void => {
  if (isBroadcast(node)) {
    // Nothing to write: what reads it repeats it.
    const { name, shape } = to.loose(node.arguments[0])
    to.define(node, name, shape)
  } else to.define(node, lowerings[node.op](to, node.shape, ...node.arguments))
}

const isBroadcast = (node: OperationNode): node is OperationNode<'broadcast'> => node.op === 'broadcast'

/** A fold is a Scan: the carry is its state, and every step reads one row of each of the others. */
const writeScan = (to: Emitter, names: Names, node: ScanNode): void => {
  const { start, rows, body, direction } = node
  const inner = to.inner()
  const inputs = body.inputs.map(input => portOf(to, names.fresh(input.name), input.shape))
  body.inputs.forEach((input, i) => {
    inner.define(input, inputs[i]?.name ?? '')
  })
  const { outputs, ...written } = writeGraph(inner, names, body)
  const backwards = (tensors: readonly unknown[]) => tensors.map(() => 1)
  const directions =
    direction === 'forwards'
      ? {}
      : {
          scan_input_directions: backwards(rows),
          scan_output_directions: backwards(outputs.slice(start.length))
        }
  const results = to.emitAll('Scan', [...start, ...rows].map(to.full), outputs.length, {
    num_scan_inputs: rows.length,
    ...directions,
    body: { name: 'step', inputs, outputs, ...written }
  })
  to.defineParts(node, results)
}

/**
 * Writes all nodes of a program, and names what it gives. Without names, an output has the name of its value: ONNX Runtime copies
 * a value to give it another name. Every output needs a name that an operation of this graph gives to it alone.
 */
const writeGraph = (
  to: Emitter,
  names: Names,
  { nodes, outputs }: Pick<Program, 'nodes' | 'outputs'>,
  nameOf?: (name: string) => string
): Pick<Graph, 'nodes' | 'constants' | 'outputs'> => {
  const { of, absorbed } = fusionsIn({ nodes, outputs }, [gemm, softmax, mean], isReadTransposed(to))
  for (const node of nodes) {
    const fusion = of.get(node)
    if (fusion !== undefined) to.define(node, fusion.write(to))
    else if (!absorbed.has(node)) writeNode(to, names, node)
  }
  const taken = new Set<string>()
  const ports = outputs.map(({ name, node }) => {
    const value = to.full(node)
    if (nameOf === undefined && to.makes(value) && !taken.has(value)) {
      taken.add(value)
      return portOf(to, value, node.shape)
    }
    const output = nameOf?.(name) ?? names.fresh(name)
    to.emitAs([output], 'Identity', [value])
    return portOf(to, output, node.shape)
  })
  return { ...to.finished(), outputs: ports }
}

/** The graph of a program's model. */
export const onnxGraph = (
  program: Program,
  { precision = 'float32', fused = false, values = {} }: Omit<Settings, 'metadata'> = {}
): Graph => {
  const taken = names([...program.inputs, ...program.outputs].map(({ name }) => name))
  const batch = program.inputs.find(({ shape }) => shape[0] === openBatch)?.name
  const to = emitter({ type: precision, fused }, taken, batch)
  for (const input of program.inputs) to.define(input, input.name)
  const inputs = program.inputs.filter(({ name }) => values[name] === undefined)
  const known = Object.entries(values).map(([name, tensor]): Constant => {
    return { name, type: precision, sizes: tensor.shape, numbers: rowMajorNumbers(tensor) }
  })
  const { constants, ...written } = writeGraph(to, taken, program, name => name)
  const ports = inputs.map(({ name, shape }) => portOf(to, name, shape))
  return { name: 'pullback', inputs: ports, constants: [...known, ...constants], ...written }
}

/**
 * The model of a program. An open batch size is called `batch`. Inputs whose values are given are no inputs of the model, but
 * constants of the same names.
 */
export const onnxModel = (program: Program, { metadata = {}, ...settings }: Settings = {}): Uint8Array =>
  encodeModel({ graph: onnxGraph(program, settings), metadata })

/**
 * The model of a network that takes one tensor: `input` gives `output`, for batches of any size. Its parameters have the
 * names that they have here, `0.weight`.
 *
 * @param settings precision and metadata; and `inputShape`, the shape of one example, for a network that takes several shapes,
 * such as sequences of any length. Default: the network's own `inputShape`.
 * @throws ShapeError if the network does not fix the shape of its input and `inputShape` is not given, or if the network does not
 * take this shape
 */
export const networkModel = <P extends Params, A extends Value, B extends Value>(
  network: Layer<P, A, B>,
  params: P,
  { inputShape, ...settings }: Omit<Settings, 'values'> & { readonly inputShape?: Shape } = {}
): Uint8Array => {
  const parameters = parametersOf(network.description)
  const shape = inputShape ?? (isSome(network.inputShape) ? tensorShape(network.inputShape.value) : undefined)
  if (shape === undefined)
    throw shapeError(
      `${showDescription(network.description)} does not say which tensor it takes, so it cannot be exported`
    )
  const output = network.outputShape(shape)
  if (isLeft(output)) throw output.left
  const { forward } = eraseTypes(network)
  const program = trace([...parameters, { name: 'input', shape: [openBatch, ...shape] }], ['output'], (...given) =>
    tensorsOf(forward(given.slice(0, -1), given.at(-1) ?? [])[0])
  )
  const values = Object.fromEntries(parameters.map(({ name }, i) => [name, params[i] ?? filledTensor([], NaN)]))
  return onnxModel(program, { ...settings, values })
}
