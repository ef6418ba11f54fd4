import {
  type InputNode,
  mapArguments,
  type Node,
  operands,
  type Output,
  type Program,
  type ScanNode
} from './Program.js'
import { folded, withoutRepeats } from './settle/constants.js'
import { startKeys } from './settle/Key.js'
import { needed, readBy } from './settle/read.js'
import { broadcastTo, type Make, repeatedBy, reshapeTo, simplerView, workOnce } from './settle/repeated.js'
import { type Row, rowOf } from './settle/rows.js'

/**
 * Orders and simplifies a recorded graph. What it computes stays the same, bit for bit.
 *
 * - Every node comes after the nodes that it reads.
 * - Nodes, carries, rows and outputs of folds that no output of the program needs are dropped.
 * - Equal nodes are shared.
 * - Nodes that depend on constants only are computed now, by the eager interpreter.
 * - Element-wise work on repeated tensors is done on what is repeated.
 * - Nodes that are the same in every step of a fold move in front of the fold.
 * - A fold does not stack an output that is a row of its inputs, that is the same in every step, or that is another output. Of a
 *   repeated output it stacks what is repeated.
 */
export const settle = (inputs: readonly InputNode[], outputs: readonly Output[]): Program => {
  const read = readBy(outputs)
  /** The settled node of each recorded node. */
  const settled = new Map<Node, Node>()
  /** The settled parts of each recorded fold, by index. */
  const parts = new Map<Node, ReadonlyMap<number, Node>>()
  /** The number of folds around each settled node. */
  const depths = new Map<Node, number>()
  const known = new Map<string, Node>()
  const keyOf = startKeys()
  const scopes: Node[][] = [[]]

  const depthOf = (node: Node): number => depths.get(node) ?? 0
  const settledOf = (node: Node): Node => {
    const found = settled.get(node)
    if (found !== undefined) return found
    throw new TypeError('scan: a tensor made inside a step was used outside of it; return it as an output of the step')
  }

  /** The node itself, or an earlier node that computes the same. */
  const share = (node: Node): Node => {
    const key = keyOf(node)
    const same = known.get(key)
    if (same !== undefined) return same
    known.set(key, node)
    const depth = operands(node).reduce((deepest, operand) => Math.max(deepest, depthOf(operand)), 0)
    depths.set(node, depth)
    scopes[depth]?.push(node)
    return node
  }

  const make: Make = node => simplerView(make, node) ?? workOnce(make, node) ?? share(folded(node))

  const enter = (inputs: readonly InputNode[], depth: number): void => {
    for (const input of inputs) {
      settled.set(input, input)
      depths.set(input, depth)
    }
  }

  /** The tensors of all steps that an output of the step gives, with as many axes as the recorded output has. */
  const stackOf = (scan: ScanNode, rows: readonly Row[], rank: number, made: Node): Node => {
    const index = scan.body.outputs.findIndex(({ node }, i) => node === made && i >= scan.start.length)
    const stacked =
      rows.find(({ input }) => input === made)?.tensor ??
      share({ kind: 'part', scan, index, shape: [scan.steps, ...made.shape] })
    const repeats = Array.from({ length: rank - made.shape.length }, () => 1)
    return make(reshapeTo([scan.steps, ...repeats, ...made.shape], stacked))
  }

  /** Settles a fold, and returns its parts by their recorded indices. */
  const settleScan = (recorded: ScanNode): ReadonlyMap<number, Node> => {
    const { body, start, steps, direction } = recorded
    const isRead = read.partsOf(recorded)
    const carries = body.inputs.flatMap((input, i) => {
      const from = start[i]
      return from !== undefined && isRead.has(i) ? [{ input, from: settledOf(from), index: i }] : []
    })
    const rows = recorded.rows.flatMap((tensor, k) => {
      const input = body.inputs[start.length + k]
      return input !== undefined && read.nodes.has(input) ? [rowOf(make, input, settledOf(tensor))] : []
    })

    const scope: Node[] = []
    const depth = scopes.push(scope) - 1
    enter(
      [...carries, ...rows].map(({ input }) => input),
      depth
    )
    for (const { recorded, reads } of rows) settled.set(recorded, make(broadcastTo(recorded.shape, reads)))
    const made = body.outputs.flatMap((output, index) =>
      isRead.has(index) ? [{ ...output, index, recorded: output.node, node: visit(output.node) }] : []
    )
    scopes.pop()
    for (const input of body.inputs) settled.delete(input)

    const next = made.slice(0, carries.length)
    const given = made
      .slice(carries.length)
      .map(output => ({ ...output, node: repeatedBy(output.node) ?? output.node }))
    const isInside = (node: Node): boolean => depthOf(node) === depth
    const isRow = (node: Node): boolean => rows.some(({ input }) => input === node)
    const isStacked = given.filter(
      ({ node }, i) => isInside(node) && !isRow(node) && given.findIndex(other => other.node === node) === i
    )
    const outputs = [...next, ...isStacked].map(({ name, node }) => ({ name, node }))
    const nodes = needed(scope, outputs)
    const reads = new Set([...nodes.flatMap(operands), ...outputs.map(({ node }) => node)])
    const some = rows.filter(({ input }) => reads.has(input))
    const taken = some.length > 0 ? some : rows.slice(0, 1)
    const inputs = [...carries, ...taken].map(({ input }) => input)
    const inside = new Set<Node>([...inputs, ...nodes])
    const scan: ScanNode = {
      kind: 'scan',
      steps,
      direction,
      start: carries.map(({ from }) => from),
      rows: taken.map(({ tensor }) => tensor),
      captured: [...reads].filter(node => !inside.has(node) && node.kind !== 'constant'),
      body: { inputs, nodes, outputs },
      shape: []
    }
    share(scan)
    return new Map<number, Node>([
      ...carries.map(
        ({ input, index }, i) => [index, share({ kind: 'part', scan, index: i, shape: input.shape })] as const
      ),
      ...given.map(({ index, recorded: { shape }, node }) => {
        const whole = [steps, ...shape]
        return [
          index,
          make(broadcastTo(whole, isInside(node) ? stackOf(scan, rows, shape.length, node) : node))
        ] as const
      })
    ])
  }

  /** Settles a node whose operands are settled. */
  const settleNode = (node: Node): Node => {
    switch (node.kind) {
      case 'input':
        return settledOf(node)
      case 'constant': {
        const once = withoutRepeats(node)
        return once === undefined ? share(node) : make(broadcastTo(node.shape, share(once)))
      }
      case 'batchSize':
        return share({ ...node, of: settledOf(node.of) })
      case 'part':
        return parts.get(node.scan)?.get(node.index) ?? settledOf(node)
      case 'scan':
        parts.set(node, settleScan(node))
        return node
      case 'operation':
        return make({ ...node, arguments: mapArguments(settledOf, node) })
    }
  }

  /** The nodes to settle before a node. */
  const operandsOf = (node: Node): readonly Node[] =>
    node.kind === 'scan' ? operands(node).filter(operand => read.nodes.has(operand)) : operands(node)

  /** Depth-first with an explicit stack, because a program may be deeper than the call stack. */
  const visit = (root: Node): Node => {
    const waiting = [root]
    for (let node = waiting.at(-1); node !== undefined; node = waiting.at(-1)) {
      const missing = settled.has(node) ? [] : operandsOf(node).filter(operand => !settled.has(operand))
      if (missing.length > 0) waiting.push(...missing.reverse())
      else {
        waiting.pop()
        if (!settled.has(node)) settled.set(node, settleNode(node))
      }
    }
    return settledOf(root)
  }

  enter(inputs, 0)
  const given = outputs.map(({ name, node }) => ({ name, node: visit(node) }))
  return { inputs, nodes: needed(scopes[0] ?? [], given), outputs: given }
}
