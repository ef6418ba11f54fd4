import { showTensor } from '../../tensor/Nested.js'
import { showSize } from '../../tensor/open.js'
import { showShape } from '../../tensor/Shape.js'
import { type Node, operands, type Program, type ScanNode } from './Program.js'

type Names = ReadonlyMap<Node, string>

const showSizes = (node: Node): string => showShape(node.shape)

/**
 * Names nodes: inputs keep their names, constants of one number are printed as numbers, and other nodes are numbered.
 */
const named = ({ inputs, nodes }: Program, outside: Names): Names => {
  const names = new Map(outside)
  for (const input of inputs) names.set(input, input.name)
  for (const node of nodes)
    names.set(node, node.kind === 'constant' && node.value.size === 1 ? showTensor(node.value) : `v${names.size}`)
  return names
}

const nameIn = (names: Names) => (node: Node) => names.get(node) ?? '?'

const argument = (given: unknown): string =>
  Array.isArray(given)
    ? `[${given.join(', ')}]`
    : typeof given === 'object' && given !== null
      ? `{${Object.entries(given)
          .map(([name, value]) => `${name}: ${argument(value)}`)
          .join(', ')}}`
      : Object.is(given, -0)
        ? '-0'
        : String(given)

const showSteps = ({ steps, direction }: ScanNode): string =>
  `${showSize(steps)} steps${direction === 'backwards' ? ' backwards' : ''}`

/** What a node computes: `slice(v3, 1, 0)`. */
const call = (node: Node, name: (node: Node) => string): string => {
  switch (node.kind) {
    case 'input':
      return node.name
    case 'constant':
      return showTensor(node.value)
    case 'batchSize':
      return `batchSize(${name(node.of)})`
    case 'part':
      return `${name(node.scan)}.${node.index}`
    case 'scan': {
      const given = { start: node.start, rows: node.rows, captured: node.captured }
      const lists = Object.entries(given).map(([role, nodes]) => `${role}: ${nodes.map(name).join(', ')}`)
      return `scan(${showSteps(node)}; ${lists.join('; ')})`
    }
    case 'operation':
      return `${node.op}(${[...node.arguments].map(given => (isNode(given) ? name(given) : argument(given))).join(', ')})`
  }
}

const isNode = (given: unknown): given is Node => typeof given === 'object' && given !== null && 'kind' in given

const lines = (program: Program, outside: Names, indent: string): readonly string[] => {
  const names = named(program, outside)
  const name = nameIn(names)
  const line = (node: Node): readonly string[] => {
    if (name(node) === call(node, name)) return []
    const head = `${indent}${name(node)} = ${call(node, name)}`
    if (node.kind !== 'scan') return [`${head}  ${showSizes(node)}`]
    return [head, ...lines(node.body, names, `${indent}  `)]
  }
  return [
    ...program.inputs.map(input => `${indent}input ${input.name}  ${showSizes(input)}`),
    ...program.nodes.flatMap(line),
    ...program.outputs.map(output => `${indent}output ${output.name} = ${name(output.node)}`)
  ]
}

/**
 * Prints a program as text, one line per node: its name, what it computes, and its shape. The step of a fold is indented.
 *
 * @example showProgram(trace([{ name: 'x', shape: [2, 3] }], ['y'], x => [Algebra.tanh(x)]))
 */
export const showProgram = (program: Program): string => lines(program, new Map(), '').join('\n')

const quoted = (text: string): string => `"${text.replaceAll('"', '#quot;')}"`

const graph = (program: Program, outside: Names, prefix: string): readonly string[] => {
  const ids = new Map(outside)
  ;[...program.inputs, ...program.nodes].forEach((node, i) => ids.set(node, `${prefix}${i}`))
  const id = nameIn(ids)
  const label = (node: Node): string => {
    const does =
      node.kind === 'operation' ? node.op : node.kind === 'scan' ? `scan, ${showSteps(node)}` : call(node, () => '')
    return quoted(`${does} ${node.kind === 'scan' ? '' : showSizes(node)}`)
  }
  const box = (node: Node): readonly string[] => [
    `${id(node)}[${label(node)}]`,
    ...operands(node).map(operand => `${id(operand)} --> ${id(node)}`),
    ...(node.kind === 'scan'
      ? [`subgraph ${id(node)}_step [one step]`, ...graph(node.body, ids, `${id(node)}_`), 'end']
      : [])
  ]
  return [
    ...program.inputs.map(input => `${id(input)}([${label(input)}])`),
    ...program.nodes.flatMap(box),
    ...program.outputs.flatMap(({ name, node }, i) => [
      `${prefix}out${i}([${quoted(name)}])`,
      `${id(node)} --> ${prefix}out${i}`
    ])
  ]
}

/**
 * Draws a program as a flowchart in Mermaid's language. The step of a fold is a subgraph.
 *
 * @example mermaid(trace([{ name: 'x', shape: [2, 3] }], ['y'], x => [Algebra.tanh(x)]))
 */
export const mermaid = (program: Program): string =>
  ['flowchart TD', ...graph(program, new Map(), 'n').map(line => `  ${line}`)].join('\n')
