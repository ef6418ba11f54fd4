/** What compilers compute together or in place: element-wise operations in one loop, and carries of folds that are overwritten. */
import { sameShape } from '../../tensor/Shape.js'
import { type Node, operands, type OperationNode, type ScanNode } from './Program.js'

/** The tensors and numbers among the arguments of an element-wise operation. */
export const operandsOf = (node: OperationNode): readonly (Node | number)[] =>
  [...node.arguments].flatMap(given =>
    typeof given === 'number' || (typeof given === 'object' && 'kind' in given) ? [given] : []
  )

/** The nodes that the loop of a node reads, each once. The loop also computes the nodes that are fused with it. */
export const leavesOf = (node: OperationNode, isFused: (node: Node) => boolean): readonly Node[] => {
  const leaves = new Set<Node>()
  const gather = (operand: Node | number): void => {
    if (typeof operand === 'number') return
    if (operand.kind === 'operation' && isFused(operand)) operandsOf(operand).forEach(gather)
    else leaves.add(operand)
  }
  operandsOf(node).forEach(gather)
  return [...leaves]
}

/** The nodes that read each node of a list. */
export const readersIn = (nodes: readonly Node[]): ReadonlyMap<Node, readonly Node[]> => {
  const readers = new Map<Node, Node[]>()
  for (const node of nodes)
    for (const operand of operands(node)) {
      const known = readers.get(operand) ?? []
      known.push(node)
      readers.set(operand, known)
    }
  return readers
}

/**
 * The nodes that are computed in the loop of another node: all their readers are in that loop and have the same shape.
 */
export const fusedIn = (
  nodes: readonly Node[],
  readers: (node: Node) => readonly Node[],
  isMany: (node: Node) => boolean,
  isKept: (node: Node) => boolean
): ReadonlySet<Node> => {
  const fused = new Set<Node>()
  const loops = new Map<Node, Node>()
  for (const node of nodes.toReversed()) {
    if (!isMany(node)) continue
    const [only, ...others] = new Set(
      readers(node).map(reader => (sameShape(reader.shape, node.shape) ? loops.get(reader) : undefined))
    )
    const isInside = only !== undefined && others.length === 0 && !isKept(node)
    if (isInside) fused.add(node)
    loops.set(node, isInside ? only : node)
  }
  return fused
}

/** The carries of a fold that a node may overwrite: those that it is the next value of. */
export type Overwritten = ReadonlyMap<Node, Node>

/** For every node of a fold that is the next value of a carry: the carry. */
export const overwrittenIn = ({ start, body }: ScanNode): Overwritten =>
  new Map(
    body.outputs.slice(0, start.length).flatMap(({ node }, i) => {
      const carry = body.inputs[i]
      return carry === undefined ? [] : [[node, carry] as const]
    })
  )
