import { type Node, operands, type Output, type ScanNode } from '../Program.js'

/** What the outputs of a recorded graph read. */
export interface Read {
  /** The nodes that are read, also in the steps of folds. */
  readonly nodes: ReadonlySet<Node>
  /** The parts of a fold that are read from outside, or by the next step. */
  readonly partsOf: (scan: ScanNode) => ReadonlySet<number>
}

const nothing: ReadonlySet<number> = new Set()

/**
 * Finds what the outputs of a recorded graph read. A part of a fold reads one output of the step, and a step reads the last carry
 * only through its inputs. So a carry or a row that no needed output depends on is not read. Every fold reads one of its rows,
 * because the rows count its steps.
 */
export const readBy = (outputs: readonly Output[]): Read => {
  const nodes = new Set<Node>()
  const parts = new Map<ScanNode, Set<number>>()
  const folds = new Map<Node, readonly [scan: ScanNode, index: number]>()
  const waiting = outputs.map(({ node }) => node)
  const add = (node: Node | undefined): void => {
    if (node !== undefined && !nodes.has(node)) waiting.push(node)
  }

  const readPart = (scan: ScanNode, index: number): void => {
    const known = parts.get(scan) ?? new Set()
    if (!parts.has(scan)) {
      parts.set(scan, known)
      scan.body.inputs.forEach((input, i) => folds.set(input, [scan, i]))
    }
    if (known.has(index)) return
    known.add(index)
    add(scan.body.outputs[index]?.node)
    add(scan.start[index])
  }

  /** The first row of a fold that reads none. */
  const rowToCount = ({ body, start }: ScanNode): Node | undefined => {
    const rows = body.inputs.slice(start.length)
    return rows.some(row => nodes.has(row)) ? undefined : rows[0]
  }

  const readNode = (node: Node): void => {
    nodes.add(node)
    const [scan, index = 0] = folds.get(node) ?? []
    if (node.kind === 'part') readPart(node.scan, node.index)
    else if (scan === undefined) operands(node).forEach(add)
    else if (index < scan.start.length) readPart(scan, index)
    else add(scan.rows[index - scan.start.length])
  }

  while (waiting.length > 0) {
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) readNode(node)
    for (const scan of parts.keys()) add(rowToCount(scan))
  }
  return { nodes, partsOf: scan => parts.get(scan) ?? nothing }
}

/** The nodes that a node reads, with the constants that the steps of a fold read. */
const withConstants = (node: Node): readonly Node[] =>
  node.kind === 'scan'
    ? [...operands(node), ...node.body.nodes.flatMap(withConstants), ...node.body.outputs.map(output => output.node)]
    : operands(node)

/** The nodes that the outputs need. Every node comes after the nodes that it reads. */
export const needed = (nodes: readonly Node[], outputs: readonly Output[]): readonly Node[] => {
  const read = new Set(outputs.map(({ node }) => node))
  const found: Node[] = []
  for (const node of nodes.toReversed()) {
    if (!read.has(node)) continue
    found.push(node)
    for (const operand of withConstants(node)) read.add(operand)
  }
  return found.reverse()
}
