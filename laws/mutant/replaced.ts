import { needed } from '../../src/engine/compiler/settle/read.js'
import { mapArguments, type Node, operands, type Program, type ScanNode } from '../../src/engine/compiler/Program.js'

/** What a mutant computes instead of a node: the last of these nodes. The others come before it. */
export type Instead = readonly Node[]

/**
 * The program with a node replaced. Nodes that read it read the replacement, also in the steps of folds, and nodes that nothing needs
 * any more are dropped.
 */
export const replaced = (program: Program, target: Node, instead: Instead): Program => {
  const changed = new Map<Node, Node>()
  const now = (node: Node): Node => changed.get(node) ?? node
  const known = nodesOf(program)
  const scanNow = (node: Node): ScanNode | undefined => (node.kind === 'scan' ? node : undefined)

  const rebuilt = (node: Node): Node => {
    switch (node.kind) {
      case 'input':
      case 'constant':
        return node
      case 'batchSize':
        return { ...node, of: now(node.of) }
      case 'part':
        return { ...node, scan: scanNow(now(node.scan)) ?? node.scan }
      case 'operation':
        return { ...node, arguments: mapArguments(now, node) }
      case 'scan':
        return {
          ...node,
          start: node.start.map(now),
          rows: node.rows.map(now),
          captured: node.captured.map(now),
          body: replacedIn(node.body)
        }
    }
  }

  const isConcerned = (node: Node): boolean =>
    operands(node).some(operand => changed.has(operand)) || (node.kind === 'scan' && holds(node.body, target))

  const replacedIn = ({ inputs, nodes, outputs }: Program): Program => {
    const all = nodes.flatMap(node => {
      if (node === target) {
        const result = instead.at(-1) ?? node
        changed.set(node, result)
        return [node, ...instead.filter(one => !known.has(one))]
      }
      if (!isConcerned(node)) return [node]
      const next = rebuilt(node)
      changed.set(node, next)
      return [next]
    })
    const made = outputs.map(output => ({ ...output, node: now(output.node) }))
    return { inputs, nodes: needed(all, made), outputs: made }
  }

  return replacedIn(program)
}

/** The inputs and nodes of a program and of its folds. */
const nodesOf = ({ inputs, nodes }: Program): ReadonlySet<Node> =>
  new Set([...inputs, ...nodes, ...nodes.flatMap(node => (node.kind === 'scan' ? [...nodesOf(node.body)] : []))])

/** Whether a program computes a node, in its folds too. */
const holds = ({ nodes }: Program, target: Node): boolean =>
  nodes.some(node => node === target || (node.kind === 'scan' && holds(node.body, target)))

/** The program with another node for one of its outputs. */
export const withOutput = (program: Program, index: number, instead: Instead): Program => {
  const last = instead.at(-1)
  const outputs = program.outputs.map((output, i) =>
    i === index && last !== undefined ? { ...output, node: last } : output
  )
  const known = nodesOf(program)
  const nodes = [...program.nodes, ...instead.filter(one => !known.has(one))]
  return { ...program, nodes: needed(nodes, outputs), outputs }
}
