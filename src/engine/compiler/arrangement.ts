/** Operations that rearrange a tensor without copying: what they do to its strides. */
import { type Shape } from '../../tensor/Shape.js'
import { rowMajor } from '../../tensor/strides.js'
import { type Operation, type OperationNode } from './Program.js'

/** How the elements of a tensor are found: the distance of the first from a base, and the distances along each axis. */
export interface Layout {
  readonly plus: number
  readonly strides: Shape
}

/** The layout of a node's result, given the shape and the layout of its operand. */
export type Arrange<Op extends Operation> = (node: OperationNode<Op>, from: Shape, layout: Layout) => Layout

/** Operations whose result is a view. The operand of `reshape` must be dense. */
export const arrangements: { readonly [Op in 'permute' | 'broadcast' | 'reshape' | 'slice']: Arrange<Op> } = {
  permute: ({ arguments: [, order] }, _, { plus, strides }) => ({
    plus,
    strides: order.map(axis => strides[axis] ?? 0)
  }),
  broadcast: ({ shape }, from, { plus, strides }) => {
    const added = shape.length - from.length
    const stride = (axis: number) => (from[axis - added] === 1 ? 0 : (strides[axis - added] ?? 0))
    return { plus, strides: shape.map((_, axis) => stride(axis)) }
  },
  reshape: ({ shape }, _, { plus }) => ({ plus, strides: rowMajor(shape) }),
  slice: ({ arguments: [, axis, start] }, _, { plus, strides }) => ({
    plus: plus + start * (strides[axis] ?? 0),
    strides
  })
}
