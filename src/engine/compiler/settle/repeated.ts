import { elementCount, sameShape, type Shape } from '../../../tensor/Shape.js'
import { mapArguments, type Node, operands, type Operation, type OperationNode } from '../Program.js'

/** Settles an operation whose operands are settled. */
export type Make = (node: OperationNode) => Node

/** A tensor repeated until it has a shape. */
export const broadcastTo = (shape: Shape, x: Node): OperationNode => ({
  kind: 'operation',
  op: 'broadcast',
  shape,
  arguments: [x]
})

/** The same numbers with another shape. */
export const reshapeTo = (shape: Shape, x: Node): OperationNode => ({
  kind: 'operation',
  op: 'reshape',
  shape,
  arguments: [x]
})

/** The tensor that a node repeats. `undefined` if the node is not a broadcast. */
export const repeatedBy = (node: Node | undefined): Node | undefined =>
  node?.kind === 'operation' && node.op === 'broadcast' ? operands(node)[0] : undefined

const isOne = ({ shape }: Node): boolean => elementCount(shape) === 1

const views: ReadonlySet<Operation> = new Set<Operation>(['permute', 'broadcast', 'reshape', 'slice'])

/**
 * A simpler node for a view of a repeated tensor, or for a view that changes nothing.
 *
 *     reshape(s, x) = x                              where x has the shape s, as for broadcast
 *     broadcast(s, broadcast(t, x)) = broadcast(s, x)
 *     view(broadcast(t, x)) = broadcast(x)           where x is one number
 */
export const simplerView = (make: Make, node: OperationNode): Node | undefined => {
  if (!views.has(node.op)) return undefined
  const [source] = operands(node)
  const isReshaped = node.op === 'reshape' || node.op === 'broadcast'
  if (isReshaped && source !== undefined && sameShape(source.shape, node.shape)) return source
  const x = repeatedBy(source)
  if (x === undefined) return undefined
  if (node.op === 'broadcast') return make(broadcastTo(node.shape, x))
  return isOne(x) ? make(broadcastTo(node.shape, make(reshapeTo([], x)))) : undefined
}

const elementWise: ReadonlySet<Operation> = new Set<Operation>([
  ...(['exp', 'expm1', 'log', 'log1p', 'sqrt', 'abs', 'sign', 'sin', 'cos', 'tanh', 'erf'] as const),
  ...(['add', 'subtract', 'multiply', 'divide', 'maximum', 'minimum', 'where'] as const)
])

/** The smallest shape to which all tensors can be broadcast, out of the shape to which all of them are broadcast. */
const commonShape = (shape: Shape, tensors: readonly Node[]): Shape => {
  const rank = Math.max(...tensors.map(({ shape }) => shape.length))
  return shape
    .slice(shape.length - rank)
    .map((size, axis) => (tensors.some(x => (x.shape.at(axis - rank) ?? 1) > 1) ? size : 1))
}

/**
 * Does element-wise work on repeated tensors before they are repeated, which gives the same bits.
 *
 *     f(broadcast(x), broadcast(y), …) = broadcast(f(x, y, …))
 *
 * Operands of one element may stay, because an operation uses them for every element. `undefined` if another operand is not
 * repeated, or if nothing would be saved.
 */
export const workOnce = (make: Make, node: OperationNode): Node | undefined => {
  if (!elementWise.has(node.op)) return undefined
  const read = operands(node)
  const repeated = read.flatMap(operand => (sameShape(operand.shape, node.shape) ? (repeatedBy(operand) ?? []) : []))
  if (repeated.length === 0) return undefined
  if (
    !read.every(
      operand => isOne(operand) || (repeatedBy(operand) !== undefined && sameShape(operand.shape, node.shape))
    )
  )
    return undefined
  const common = commonShape(node.shape, repeated)
  if (elementCount(common) === elementCount(node.shape)) return undefined
  const once = (operand: Node): Node => {
    const x = isOne(operand) ? undefined : repeatedBy(operand)
    return x === undefined ? operand : make(broadcastTo(common, x))
  }
  return make(broadcastTo(node.shape, make({ ...node, shape: common, arguments: mapArguments(once, node) })))
}
