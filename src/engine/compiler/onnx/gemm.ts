/**
 * Sums with a product of matrices, which ONNX computes in one operation:
 *
 *     Gemm        Y = α A B + C        α is 1 or −1, A and B are plain or transposed, C is repeated
 *
 * So are `A B + C`, a product with a bias, and `C − s (A B)`, a step of gradient descent along such a gradient: the number s
 * multiplies the smaller of A and B.
 */
import { elementCount, sameShape } from '../../../tensor/Shape.js'
import { type Node, operands, type OperationNode } from '../Program.js'
import { type Emitter } from './Emitter.js'
import { type Fuse, is } from './fusion.js'

interface Gemm {
  readonly alpha: 1 | -1
  readonly scale?: Node | number
  readonly product: OperationNode<'matmul'>
  readonly addend: Node
}

/** Whether a node exchanges the last two axes. */
const isTranspose = (node: Node): node is OperationNode<'permute'> => {
  if (!is('permute')(node)) return false
  const [, order] = node.arguments
  const rank = order.length
  return order.every((axis, i) => axis === (i < rank - 2 ? i : 2 * rank - 3 - i))
}

const isOfMatrices = (node: Node): boolean => node.shape.length === 2

/** Whether a node is a product of two matrices. Gemm knows no leading axes. */
const isProduct = (node: Node | number): node is OperationNode<'matmul'> => is('matmul')(node) && isOfMatrices(node)
const isMultiple = is('multiply')

const isNumber = (node: Node | number): boolean => typeof node === 'number' || elementCount(node.shape) === 1

/** A product that is multiplied by a number, or not. */
const scaled = (node: Node | number): Pick<Gemm, 'scale' | 'product'> | undefined => {
  if (isProduct(node)) return { product: node }
  if (!isMultiple(node)) return undefined
  const [x, y] = node.arguments
  if (isNumber(x) && isProduct(y)) return { scale: x, product: y }
  if (isNumber(y) && isProduct(x)) return { scale: y, product: x }
  return undefined
}

/** The sum as a Gemm, if it is one. */
const gemmOf = (node: Node): Gemm | undefined => {
  const [x = NaN, y = NaN]: readonly (Node | number)[] = is('add')(node) || is('subtract')(node) ? node.arguments : []
  const of = (alpha: 1 | -1, addend: Node | number, other: Node | number): Gemm | undefined => {
    const found = scaled(other)
    // What is added to itself would have to be written too.
    if (found === undefined || typeof addend === 'number' || addend === other) return undefined
    return sameShape(found.product.shape, node.shape) ? { ...found, alpha, addend } : undefined
  }
  return is('add')(node) ? (of(1, x, y) ?? of(1, y, x)) : of(-1, x, y)
}

/** A sum with a product. */
export const gemm: Fuse = node => {
  const found = gemmOf(node)
  return (
    found && {
      inside: [found.product, ...operands(node).filter(operand => operand !== found.addend)],
      write: to => writeGemm(to, found)
    }
  )
}

/** Whether the products that read a transpose read its operand the other way round, so that the transpose is not written. */
export const isReadTransposed =
  ({ fused }: Pick<Emitter, 'fused'>) =>
  (node: Node, readers: readonly Node[]): boolean =>
    isTranspose(node) && (fused || isOfMatrices(node)) && readers.every(is('matmul'))

/** The operand of a product, and whether the product transposes it. */
const matrix = (to: Emitter, x: Node): readonly [name: string, transposed: number] =>
  isTranspose(x) && (to.fused || isOfMatrices(x)) ? [to.full(x.arguments[0]), 1] : [to.full(x), 0]

/** A product of matrices, for every index of the leading axes. */
export const writeProduct = (to: Emitter, a: Node, b: Node): string => {
  const [left, transA] = matrix(to, a)
  const [right, transB] = matrix(to, b)
  if (transA + transB === 0) return to.emit('MatMul', [left, right])
  return to.emit(isOfMatrices(a) ? 'Gemm' : 'FusedMatMul', [left, right], { transA, transB })
}

const writeGemm = (to: Emitter, { alpha, scale, product, addend }: Gemm): string => {
  const [a, b] = product.arguments
  const [left, transA] = matrix(to, a)
  const [right, transB] = matrix(to, b)
  const multiplied = (name: string): string => {
    if (scale === undefined) return name
    return to.emit('Mul', [name, typeof scale === 'number' ? to.constant([scale], []) : to.full(scale)])
  }
  const isLeftSmaller = elementCount(a.shape) <= elementCount(b.shape)
  const inputs = [isLeftSmaller ? multiplied(left) : left, isLeftSmaller ? right : multiplied(right)]
  return to.emit('Gemm', [...inputs, to.loose(addend).name], { alpha: { float: alpha }, transA, transB })
}
