import { eager } from '../../../algebra/eager.js'
import { broadcast, reshape, slice } from '../../../algebra/kernel/layout.js'
import { isOpen } from '../../../tensor/open.js'
import { elementCount } from '../../../tensor/Shape.js'
import { type AnyTensor, strided } from '../../../tensor/Tensor.js'
import { applied } from '../applied.js'
import { type ConstantNode, type Node, operands, type Operation, type OperationNode } from '../Program.js'
import { repeatedBy } from './repeated.js'

/** Constants up to this size are compared by their numbers, larger ones by identity. */
export const small = 16

/** The numbers of a constant, also of one that is repeated. */
const valueOf = (node: Node): AnyTensor | undefined => {
  if (node.kind === 'constant') return node.value
  const repeated = node.shape.some(isOpen) ? undefined : repeatedBy(node)
  return repeated?.kind === 'constant' ? broadcast(node.shape, repeated.value) : undefined
}

/** Computes an operation on constants now, unless the result is larger than the operands and than `small`. */
export const folded = <Op extends Operation>(node: OperationNode<Op>): Node => {
  const read = operands(node)
  const room = read.reduce((most, { shape }) => Math.max(most, elementCount(shape)), small)
  if (elementCount(node.shape) > room || !read.every(operand => valueOf(operand) !== undefined)) return node
  return { kind: 'constant', shape: node.shape, value: strided(applied(eager, node, valueOf)) }
}

/** A large constant without its repeated axes, so that a broadcast gives it back. `undefined` if no axis is repeated. */
export const withoutRepeats = ({ value, shape }: ConstantNode): ConstantNode | undefined => {
  const isRepeated = (axis: number): boolean => value.strides?.[axis] === 0 && shape[axis] !== 1
  if (value.size <= small || !shape.some((_, axis) => isRepeated(axis))) return undefined
  const once = shape.reduce<AnyTensor>(
    (x, _, axis) => (isRepeated(axis) ? slice(x.shape.with(axis, 1), x, axis, 0) : x),
    value
  )
  const first = once.shape.findIndex(size => size !== 1)
  const kept = first === -1 ? [] : once.shape.slice(first)
  return { kind: 'constant', shape: kept, value: strided(reshape(kept, once)) }
}
