/** Fusions: nodes that ONNX computes in one operation. */
import { readersIn } from '../fusion.js'
import { type Node, type Operation, type OperationNode, type Program } from '../Program.js'
import { type Emitter } from './Emitter.js'

/** Nodes that are written as one operation. */
export interface Fusion {
  /** Nodes that are not written on their own, if nothing else reads them. */
  readonly inside: readonly Node[]
  /** Writes the operation, and gives the name of its result. */
  readonly write: (to: Emitter) => string
}

/** The fusion whose result is the value of a node, if there is one. */
export type Fuse = (node: Node) => Fusion | undefined

/** Whether a node is a certain operation. */
export const is =
  <Op extends Operation>(op: Op) =>
  (node: Node | number | undefined): node is OperationNode<Op> =>
    typeof node === 'object' && node.kind === 'operation' && node.op === op

/** What is written of a program. */
export interface Fusions {
  readonly of: ReadonlyMap<Node, Fusion>
  /** Nodes that are not written on their own. */
  readonly absorbed: ReadonlySet<Node>
}

/**
 * The fusions of a program. Nothing outside a fusion reads what is inside.
 *
 * @param isFree whether the nodes that read a node compute it as a part of what they do
 */
export const fusionsIn = (
  { nodes, outputs }: Pick<Program, 'nodes' | 'outputs'>,
  fuses: readonly Fuse[],
  isFree: (node: Node, readers: readonly Node[]) => boolean
): Fusions => {
  const readers = readersIn(nodes)
  const own = new Set(nodes)
  const kept = new Set(outputs.map(({ node }) => node))
  const of = new Map<Node, Fusion>()
  const absorbed = new Set<Node>()
  const readersOf = (node: Node): readonly Node[] => readers.get(node) ?? []
  const isClosed = (node: Node, inside: readonly Node[]): boolean =>
    inside.every(
      inner =>
        own.has(inner) &&
        !kept.has(inner) &&
        readersOf(inner).every(reader => reader === node || inside.includes(reader))
    )
  // From the last node to the first, so that what is inside a fusion begins none.
  for (const node of nodes.toReversed()) {
    if (absorbed.has(node)) continue
    const found = fuses.map(fuse => fuse(node)).find(fusion => fusion !== undefined && isClosed(node, fusion.inside))
    if (found === undefined) continue
    of.set(node, found)
    for (const inner of found.inside) absorbed.add(inner)
  }
  for (const node of nodes) if (!kept.has(node) && isFree(node, readersOf(node))) absorbed.add(node)
  return { of, absorbed }
}
