import { elementCount, sameShape, type Shape } from '../../tensor/Shape.js'
import { type AnyTensor, rowMajorNumbers, strided } from '../../tensor/Tensor.js'
import { eager } from '../../algebra/eager.js'
import {
  type ArgumentsOf,
  type InputNode,
  mapArguments,
  type Node,
  operands,
  type Operation,
  type OperationNode,
  type Output,
  type Program,
  type ScanNode
} from './Program.js'

/** Constants up to this size are compared by their numbers, larger ones by identity. */
const small = 16

/** Text of a number that differs for different bits. */
const written = (x: unknown): string =>
  Object.is(x, -0) ? '-0' : typeof x === 'number' ? String(x) : JSON.stringify(x)

type Eager = { readonly [Op in Operation]: (shape: Shape, ...rest: ArgumentsOf<Op>) => AnyTensor }
const operations: Eager = eager

const valueOf = (node: Node): AnyTensor => {
  if (node.kind === 'constant') return node.value
  throw new TypeError(`Expected a constant, found a node of kind ${node.kind}`)
}

/** Computes an operation on constants now, unless the result is larger than the operands and than `small`. */
const folded = <Op extends Operation>(node: OperationNode<Op>): Node => {
  const read = operands(node)
  const room = read.reduce((most, { shape }) => Math.max(most, elementCount(shape)), small)
  if (!read.every(({ kind }) => kind === 'constant') || elementCount(node.shape) > room) return node
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- these arguments, with tensors for nodes, are those of the operation
  const given = mapArguments(valueOf, node) as unknown as ArgumentsOf<Op>
  return { kind: 'constant', shape: node.shape, value: strided(operations[node.op](node.shape, ...given)) }
}

/** The operand of a reshape or broadcast that does not change the shape. */
const reshapedToItself = (node: OperationNode): Node | undefined => {
  const [source] = operands(node)
  const isReshaped = node.op === 'reshape' || node.op === 'broadcast'
  return isReshaped && source !== undefined && sameShape(source.shape, node.shape) ? source : undefined
}

/**
 * Orders and simplifies a recorded graph. What it computes stays the same, bit for bit.
 *
 * - Every node comes after the nodes that it reads.
 * - Nodes that no output needs are dropped.
 * - Equal nodes are shared.
 * - Nodes that depend on constants only are computed now, by the eager interpreter.
 * - Nodes that are the same in every step of a fold move in front of the fold.
 */
export const settle = (inputs: readonly InputNode[], outputs: readonly Output[]): Program => {
  /** The settled node of each recorded node. */
  const settled = new Map<Node, Node>()
  /** The number of folds around each settled node. */
  const depths = new Map<Node, number>()
  const known = new Map<string, Node>()
  const names = new Map<unknown, number>()
  const scopes: Node[][] = [[]]

  /** A number that identifies a node or a large array. */
  const nameOf = (thing: unknown): number => {
    const name = names.get(thing) ?? names.size
    names.set(thing, name)
    return name
  }
  const depthOf = (node: Node): number => depths.get(node) ?? 0
  const settledOf = (node: Node): Node => {
    const found = settled.get(node)
    if (found !== undefined) return found
    throw new TypeError('scan: a tensor made inside a step was used outside of it; return it as an output of the step')
  }

  const keyOf = (node: Node): string => {
    switch (node.kind) {
      case 'input':
        return `input ${nameOf(node)}`
      case 'constant': {
        const { numbers, strides, offset, size } = node.value
        const what =
          size > small
            ? `${nameOf(numbers)} ${offset} ${strides?.join() ?? ''}`
            : Array.from(rowMajorNumbers(node.value)).map(written).join()
        return `constant ${node.shape.join()} ${what}`
      }
      case 'batchSize':
        return `batchSize ${nameOf(node.of)}`
      case 'part':
        return `part ${nameOf(node.scan)} ${node.index}`
      case 'scan':
        return `scan ${nameOf(node)}`
      case 'operation': {
        const given: readonly unknown[] = mapArguments(operand => `#${nameOf(operand)}`, node)
        return `${node.op} ${node.shape.join()} ${given.map(written).join(' ')}`
      }
    }
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

  const enter = (inputs: readonly InputNode[], depth: number): void => {
    for (const input of inputs) {
      settled.set(input, input)
      depths.set(input, depth)
    }
  }

  const settleBody = (inputs: readonly InputNode[], outputs: readonly Output[]): Program => {
    const nodes: Node[] = []
    const depth = scopes.push(nodes) - 1
    enter(inputs, depth)
    const given = outputs.map(({ name, node }) => ({ name, node: visit(node) }))
    scopes.pop()
    for (const input of inputs) settled.delete(input)
    return { inputs, nodes, outputs: given }
  }

  const settleScan = (node: ScanNode): ScanNode => {
    const body = settleBody(node.body.inputs, node.body.outputs)
    const inside = new Set<Node>([...body.inputs, ...body.nodes])
    const read = [...body.nodes.flatMap(operands), ...body.outputs.map(output => output.node)]
    const captured = [...new Set(read)].filter(operand => !inside.has(operand) && operand.kind !== 'constant')
    return { ...node, start: node.start.map(settledOf), rows: node.rows.map(settledOf), captured, body }
  }

  /** Settles a node whose operands are settled. */
  const settleNode = (node: Node): Node => {
    switch (node.kind) {
      case 'input':
        return settledOf(node)
      case 'constant':
        return share(node)
      case 'batchSize':
        return share({ ...node, of: settledOf(node.of) })
      case 'part':
        return share({ ...node, scan: settledOf(node.scan) })
      case 'scan':
        return share(settleScan(node))
      case 'operation': {
        const now = { ...node, arguments: mapArguments(settledOf, node) }
        return reshapedToItself(now) ?? share(folded(now))
      }
    }
  }

  /** Depth-first with an explicit stack, because a program may be deeper than the call stack. */
  const visit = (root: Node): Node => {
    const waiting = [root]
    for (let node = waiting.at(-1); node !== undefined; node = waiting.at(-1)) {
      const missing = settled.has(node) ? [] : operands(node).filter(operand => !settled.has(operand))
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
  return { inputs, nodes: scopes[0] ?? [], outputs: given }
}
