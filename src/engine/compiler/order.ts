/** The order in which compilers write the nodes of a program, so that few numbers are in memory at the same time. */
import { arrangements } from './arrangement.js'
import { fusedIn, leavesOf, type Overwritten, readersIn } from './fusion.js'
import { type Node, operands, type Program } from './Program.js'

/** What a compiler writes. */
export interface WritingOrder {
  /** Whether a node is computed in the loop of another node. */
  readonly isFused: (node: Node) => boolean
  /** The nodes that a node reads, each once. A loop reads those of all its nodes. */
  readonly readBy: (node: Node) => readonly Node[]
  /** The nodes that are not fused, each after those that it reads. */
  readonly written: readonly Node[]
}

type ReadBy = WritingOrder['readBy']

/** Whether a node can be a view of the tensor that it reads. */
const isView = (node: Node): boolean => node.kind === 'operation' && node.op in arrangements

/** For each node, the number of nodes of the longest chain that ends with it. */
const chains = (nodes: readonly Node[], readBy: ReadBy): ReadonlyMap<Node, number> => {
  const lengths = new Map<Node, number>()
  for (const node of nodes)
    lengths.set(
      node,
      readBy(node).reduce((longest, operand) => Math.max(longest, (lengths.get(operand) ?? 0) + 1), 1)
    )
  return lengths
}

/** Each of some nodes after all nodes that it needs. */
const afterOperands = (nodes: readonly Node[], readBy: ReadBy): readonly Node[] => {
  const left = new Set(nodes)
  const order: Node[] = []
  // An explicit stack, because a program may be deeper than the call stack.
  for (const root of nodes) {
    const waiting = [root]
    for (let node = waiting.at(-1); node !== undefined; node = waiting.at(-1)) {
      const missing = left.has(node) ? readBy(node).filter(operand => left.has(operand)) : []
      if (missing.length > 0) waiting.push(...missing.reverse())
      else {
        waiting.pop()
        if (left.delete(node)) order.push(node)
      }
    }
  }
  return order
}

/** The indices of the first and the last node that read each node. A view is read by those that read it. */
const readsIn = (order: readonly Node[], readBy: ReadBy) => {
  const first = new Map<Node, number>()
  const last = new Map<Node, number>()
  for (const [index, node] of [...order.entries()].reverse()) {
    const until = isView(node) ? (last.get(node) ?? index) : index
    for (const operand of readBy(node)) {
      first.set(operand, index)
      last.set(operand, Math.max(until, last.get(operand) ?? until))
    }
  }
  return { first, last }
}

/** Moves the next value of each carry behind the nodes that read the carry, unless another node needs it before. */
const withCarriesLast = (order: readonly Node[], readBy: ReadBy, overwritten: Overwritten): readonly Node[] => {
  const { first, last } = readsIn(order, readBy)
  const placed = order.map((node, index) => {
    const carry = overwritten.get(node)
    const until = carry === undefined ? index : (last.get(carry) ?? index)
    return { node, place: index < until && until < (first.get(node) ?? Infinity) ? until + 0.5 : index }
  })
  return placed.sort((one, other) => one.place - other.place).map(({ node }) => node)
}

/**
 * Decides what a compiler writes, and in which order. The results do not depend on the order, but the memory in use does.
 *
 * - The output with the shortest chain of nodes comes first. So training updates the parameters of a layer as soon as their
 *   gradient is known, and the gradients of all layers are never in memory at the same time.
 * - The next value of a carry comes after the other nodes that read the carry, so that it can overwrite the carry.
 *
 * @param isLoop whether a node is written as a loop over its elements, which can be fused with others
 * @param overwritten for a node that is the next value of a carry: the carry
 */
export const writingOrder = (
  { nodes, outputs }: Program,
  isLoop: (node: Node) => boolean,
  overwritten: Overwritten
): WritingOrder => {
  const readers = readersIn(nodes)
  const given = new Set(outputs.map(({ node }) => node))
  const fused = fusedIn(
    nodes,
    node => readers.get(node) ?? [],
    isLoop,
    node => given.has(node)
  )
  const isFused = (node: Node): boolean => fused.has(node)
  const reads = new Map<Node, readonly Node[]>()
  for (const node of nodes)
    if (!isFused(node))
      reads.set(
        node,
        node.kind === 'operation' && isLoop(node) ? leavesOf(node, isFused) : [...new Set(operands(node))]
      )
  const readBy: ReadBy = node => reads.get(node) ?? []

  const own = [...reads.keys()]
  const lengths = chains(own, readBy)
  const lengthOf = (node: Node): number => lengths.get(node) ?? 0
  const roots = [...given].filter(node => reads.has(node)).sort((one, other) => lengthOf(one) - lengthOf(other))
  const order = afterOperands([...new Set([...roots, ...own])], readBy)
  return { isFused, readBy, written: withCarriesLast(order, readBy, overwritten) }
}
