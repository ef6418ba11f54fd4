/**
 * Sums with a product of matrices, which ONNX computes in one operation:
 *
 *     Gemm        Y = α A B + C        α is 1 or −1, A and B are plain or transposed, C is repeated
 *
 * So are `A B + C`, a product with a bias, and `C − s (A B)`, a step of gradient descent along such a gradient: the number s
 * multiplies the smaller of A and B. What only a Gemm reads is not written on its own.
 */
import { elementCount, sameShape } from '../../../tensor/Shape.js'
import { type Node, operands, type Operation, type OperationNode, type Program } from '../Program.js'
import { type Emitter } from './Emitter.js'

export interface Gemm {
  readonly alpha: 1 | -1
  readonly scale?: Node | number
  readonly product: OperationNode<'matmul'>
  readonly addend: Node
}

const is =
  <Op extends Operation>(op: Op) =>
  (node: Node | number | undefined): node is OperationNode<Op> =>
    typeof node === 'object' && node.kind === 'operation' && node.op === op

/** Whether a node exchanges the rows and columns of a matrix. */
const isTranspose = (node: Node): node is OperationNode<'permute'> =>
  is('permute')(node) && node.shape.length === 2 && node.arguments[1][0] === 1
/** Whether a node is a product of two matrices. Gemm knows no leading axes. */
const isProduct = (node: Node | number | undefined): node is OperationNode<'matmul'> =>
  is('matmul')(node) && node.shape.length === 2
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

/** The sums of a program that are written as a Gemm, and what is not written because only Gemms read it. */
export const gemmsIn = ({
  nodes,
  outputs
}: Pick<Program, 'nodes' | 'outputs'>): {
  readonly gemms: ReadonlyMap<Node, Gemm>
  readonly absorbed: ReadonlySet<Node>
} => {
  const readers = new Map<Node, (Node | undefined)[]>(nodes.map(node => [node, []]))
  for (const node of nodes) for (const operand of operands(node)) readers.get(operand)?.push(node)
  for (const { node } of outputs) readers.get(node)?.push(undefined)

  const gemms = new Map<Node, Gemm>()
  const absorbed = new Set<Node>()
  const isReadOnce = (node: Node) => readers.get(node)?.length === 1
  for (const node of nodes) {
    const gemm = gemmOf(node)
    if (gemm === undefined) continue
    const inside = [gemm.product, ...operands(node).filter(operand => operand !== gemm.addend)]
    if (!inside.every(isReadOnce)) continue
    gemms.set(node, gemm)
    for (const operand of inside) absorbed.add(operand)
  }
  for (const node of nodes) if (isTranspose(node) && readers.get(node)?.every(isProduct)) absorbed.add(node)
  return { gemms, absorbed }
}

/** A transpose is not written: Gemm reads its operand the other way round. */
export const matrix = (to: Emitter, x: Node): readonly [name: string, transposed: number] =>
  isTranspose(x) ? [to.full(x.arguments[0]), 1] : [to.full(x), 0]

export const writeGemm = (to: Emitter, { alpha, scale, product, addend }: Gemm): string => {
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
