import { type Shape } from '../../tensor/Shape.js'
import { type AnyTensor } from '../../tensor/Tensor.js'
import { type ArgumentsOf, mapArguments, type Node, type Operation, type OperationNode } from './Program.js'

/** A function for each operation: the eager interpreter, or one with other kernels. */
export type Kernels = { readonly [Op in Operation]: (shape: Shape, ...rest: ArgumentsOf<Op>) => AnyTensor }

/**
 * Applies the operation of a node to tensors.
 *
 * @param valueOf the tensor of an operand
 * @param shape the shape of the result. Default: that of the node.
 */
export const applied = <Op extends Operation>(
  kernels: Kernels,
  node: OperationNode<Op>,
  valueOf: (node: Node) => AnyTensor | undefined,
  shape: Shape = node.shape
): AnyTensor => {
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- these arguments, with tensors for nodes, are those of the operation
  const given = mapArguments(valueOf, node) as unknown as ArgumentsOf<Op>
  return kernels[node.op](shape, ...given)
}
