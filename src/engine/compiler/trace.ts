import { type Interpreted, type Interpreter } from '../../algebra/Interpreter.js'
import { type Parameter } from '../../layer/Description.js'
import { slice } from '../../algebra/kernel/layout.js'
import { requireCarry, stepsOf } from '../../algebra/kernel/scan.js'
import { isOpen } from '../../tensor/open.js'
import { type Shape } from '../../tensor/Shape.js'
import { type AnyTensor, isAnyTensor, knownOf, strided, type Tensor, without } from '../../tensor/Tensor.js'
import {
  type ArgumentsOf,
  type ArgumentsWith,
  type InputNode,
  type Node,
  type Operation,
  type Program
} from './Program.js'
import { settle } from './settle.js'

/**
 * A traced tensor knows only the node that computes it. Operations on it create further nodes, so recording needs no state.
 */
interface Traced extends Interpreted {
  readonly node: Node
}

const isTraced = (known: object): known is Traced => 'node' in known

/**
 * The node of a tensor. A tensor that holds numbers becomes a constant of the program. If it was broadcast along open axes, the
 * constant holds the numbers of the first example.
 */
const nodeOf = (tensor: AnyTensor): Node => {
  const known = knownOf(tensor)
  if (known !== null && known !== undefined && isTraced(known)) return known.node
  const { shape } = tensor
  if (!shape.some(isOpen)) return { kind: 'constant', value: strided(tensor), shape }
  const first = shape.reduce((x, size, axis) => (isOpen(size) ? slice(x.shape.with(axis, 1), x, axis, 0) : x), tensor)
  return { kind: 'operation', op: 'broadcast', shape, arguments: [nodeOf(first)] }
}

const traced = <S extends Shape>(shape: S, node: Node): Tensor<S> => {
  const known: Traced = { interpreter: recording, node }
  return without(shape, known)
}

const record =
  <Op extends Operation>(op: Op) =>
  <S extends Shape>(shape: S, ...given: ArgumentsOf<Op>): Tensor<S> => {
    const nodes: readonly unknown[] = [...given].map(argument => (isAnyTensor(argument) ? nodeOf(argument) : argument))
    // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- TypeScript cannot type a tuple mapped element by element
    const operands = nodes as unknown as ArgumentsWith<Node, Operation>
    return traced(shape, { kind: 'operation', op, shape, arguments: operands })
  }

const inputOf = (name: string, shape: Shape): InputNode => ({ kind: 'input', name, shape })

/** Records a fold: calls its step once, on traced tensors for the carry and one row. */
const recordScan: Interpreter['scan'] = (step, start, inputs, direction) => {
  const carry = start.map(({ shape }, i) => inputOf(`carry${i}`, shape))
  const rows = inputs.map(({ shape }, i) => inputOf(`row${i}`, shape.slice(1)))
  const tracedInput = (input: InputNode) => traced(input.shape, input)
  const [next, outputs] = step(carry.map(tracedInput), rows.map(tracedInput))
  requireCarry(start, next)
  const steps = stepsOf(inputs)
  const scan: Node = {
    kind: 'scan',
    steps,
    direction,
    start: start.map(nodeOf),
    rows: inputs.map(nodeOf),
    captured: [],
    body: {
      inputs: [...carry, ...rows],
      nodes: [],
      outputs: [
        ...next.map((tensor, i) => ({ name: `carry${i}`, node: nodeOf(tensor) })),
        ...outputs.map((tensor, i) => ({ name: `output${i}`, node: nodeOf(tensor) }))
      ]
    },
    shape: []
  }
  const part = (shape: Shape, index: number) => traced(shape, { kind: 'part', scan, index, shape })
  return [
    start.map(({ shape }, i) => part(shape, i)),
    outputs.map(({ shape }, i) => part([steps, ...shape], start.length + i))
  ]
}

/** The interpreter of traced tensors: records operations instead of computing them. */
export const recording: Interpreter = {
  exp: record('exp'),
  expm1: record('expm1'),
  log: record('log'),
  log1p: record('log1p'),
  sqrt: record('sqrt'),
  abs: record('abs'),
  sign: record('sign'),
  sin: record('sin'),
  cos: record('cos'),
  tanh: record('tanh'),
  erf: record('erf'),
  add: record('add'),
  subtract: record('subtract'),
  multiply: record('multiply'),
  divide: record('divide'),
  maximum: record('maximum'),
  minimum: record('minimum'),
  where: record('where'),
  matmul: record('matmul'),
  sum: record('sum'),
  max: record('max'),
  permute: record('permute'),
  broadcast: record('broadcast'),
  reshape: record('reshape'),
  slice: record('slice'),
  concatenate: record('concatenate'),
  gatherRows: record('gatherRows'),
  scatterRows: record('scatterRows'),
  convolution: record('convolution'),
  convolutionInputGradient: record('convolutionInputGradient'),
  convolutionKernelGradient: record('convolutionKernelGradient'),
  maxPool: record('maxPool'),
  maxPoolGradient: record('maxPoolGradient'),
  averagePool: record('averagePool'),
  averagePoolGradient: record('averagePoolGradient'),
  scan: recordScan,
  batchSize: x => {
    const size = x.shape[0] ?? 1
    return isOpen(size) ? traced<readonly []>([], { kind: 'batchSize', of: nodeOf(x), shape: [] }) : size
  }
}

type TensorsOf<I extends readonly Parameter[]> = { readonly [K in keyof I]: Tensor<I[K]['shape']> }

/**
 * Records the program of a function of tensors. The function is called once, with tensors that hold no numbers.
 *
 * Nodes that no output needs are dropped, equal nodes are shared, and constant expressions are computed. An axis of size
 * `openBatch` in front of a shape may have any size when the program runs.
 *
 * @param inputs names and shapes of the tensors that the function takes
 * @param outputs names of the tensors that the function returns
 * @throws TypeError if the function reads numbers of a tensor
 * @example trace([{ name: 'x', shape: [2, 3] }], ['y'], x => [Algebra.tanh(x)])
 */
export const trace = <const I extends readonly Parameter[]>(
  inputs: I,
  outputs: readonly string[],
  f: (...inputs: TensorsOf<I>) => readonly AnyTensor[]
): Program => {
  const nodes = inputs.map(({ name, shape }) => inputOf(name, shape))
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- a tuple mapped element by element
  const given = f(...(nodes.map(node => traced(node.shape, node)) as unknown as TensorsOf<I>))
  return settle(
    nodes,
    given.map((tensor, i) => ({ name: outputs[i] ?? `output${i}`, node: nodeOf(tensor) }))
  )
}

/** Records the program of a function for tensors of these shapes. The inputs are called x0, x1, …. */
export const traceFor = (
  inputs: readonly Pick<AnyTensor, 'shape'>[],
  f: (...inputs: readonly AnyTensor[]) => readonly AnyTensor[]
): Program =>
  trace(
    inputs.map(({ shape }, i) => ({ name: `x${i}`, shape })),
    [],
    f
  )
