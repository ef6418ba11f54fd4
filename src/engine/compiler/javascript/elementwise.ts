import { elementCount } from '../../../tensor/Shape.js'
import { leavesOf, operandsOf } from '../fusion.js'
import { type Node, type Operation, type OperationNode } from '../Program.js'
import { type Code, literal } from './Code.js'
import { inArray, inElements, loop, type Place, type Strip, stripAs } from './Place.js'
import { type Scope } from './Scope.js'

/** Writes the value of one element, given the values of the operands. */
export interface EachElement {
  readonly kind: 'each'
  /** The expression calls a function that is long when inlined. */
  readonly isCall: boolean
  readonly text: (code: Code, ...operands: readonly string[]) => string
}

/** Writes a whole tensor. */
export interface Whole<Op extends Operation> {
  readonly kind: 'whole'
  readonly write: (scope: Scope, node: OperationNode<Op>) => Place
}

/** How an operation is written. */
export type Writer<Op extends Operation> = EachElement | Whole<Op>

/** An element-wise operation written as one expression. */
export const each = (text: (...operands: readonly string[]) => string): EachElement => ({
  kind: 'each',
  isCall: false,
  text: (_, ...operands) => text(...operands)
})

/** An element-wise operation written as the call of a function. */
export const call = (f: (x: number) => number): EachElement => ({
  kind: 'each',
  isCall: true,
  text: (code, x = 'NaN') => `${code.imported(f)}(${x})`
})

/**
 * Calls a function for several elements in local variables, in a loop over an array. V8 inlines only the first few calls of a
 * long text, and every other call allocates its result.
 */
const callMany = (code: Code, { text }: EachElement, xs: readonly string[]): readonly string[] => {
  const array = code.buffer(xs.length)
  xs.forEach((x, i) => code.line(`${array}[${i}] = ${x}`))
  const loop = code.shared(`(a, n) => { for (let i = 0; i < n; i++) a[i] = ${text(code, 'a[i]')} }`)
  code.line(`${loop}(${array}, ${xs.length})`)
  return xs.map((_, i) => code.keep(`${array}[${i}]`))
}

/** Writes a small element-wise operation, one element after the other. */
export const writeFew = ({ code, elements }: Scope, node: OperationNode, writer: EachElement): Place => {
  const operands = operandsOf(node).map(operand =>
    typeof operand === 'number' ? [literal(operand)] : elements(operand)
  )
  const [xs = []] = operands
  if (writer.isCall && xs.length > 1) return inElements(node.shape, callMany(code, writer, xs))
  const element = (i: number): string =>
    code.keep(writer.text(code, ...operands.map(operand => operand[operand.length === 1 ? 0 : i] ?? 'NaN')))
  return inElements(
    node.shape,
    Array.from({ length: elementCount(node.shape) }, (_, i) => element(i))
  )
}

/**
 * Writes one loop over the elements of a node. The loop also computes the nodes that are fused with it.
 *
 * @param to the array for the result
 */
export const writeMany = (
  scope: Scope,
  node: OperationNode,
  writerOf: (node: OperationNode) => EachElement | undefined,
  isFused: (node: Node) => boolean,
  to: string
): Place => {
  const { code } = scope
  const strips: Strip[] = []
  const numbers: string[] = []
  /** For each tensor that the loop reads, its expression among the parameters of the loop. */
  const leaves = new Map<Node, (elements: readonly string[], scalars: readonly string[]) => string>()
  for (const leaf of leavesOf(node, isFused))
    if (elementCount(leaf.shape) === 1) {
      const index = numbers.push(scope.elements(leaf)[0] ?? 'NaN') - 1
      leaves.set(leaf, (_, scalars) => scalars[index] ?? 'NaN')
    } else {
      const index = strips.push(stripAs(code, node.shape, { shape: leaf.shape, strip: scope.strip(leaf) })) - 1
      leaves.set(leaf, elements => elements[index] ?? 'NaN')
    }
  const body = (elements: readonly string[], scalars: readonly string[]) => {
    const statements: string[] = []
    const values = new Map<Node, string>()
    const textOf = (of: OperationNode): string => writerOf(of)?.text(code, ...operandsOf(of).map(valueOf)) ?? 'NaN'
    const valueOf = (operand: Node | number): string => {
      if (typeof operand === 'number') return literal(operand)
      const known = values.get(operand) ?? leaves.get(operand)?.(elements, scalars)
      if (known !== undefined || operand.kind !== 'operation') return known ?? 'NaN'
      const text = textOf(operand)
      const value = `e${values.size}`
      statements.push(`const ${value} = ${text}`)
      values.set(operand, value)
      return value
    }
    return [statements, textOf(node)] as const
  }
  const result = inArray(node.shape, to)
  loop(code, node.shape, result.strip, strips, body, numbers)
  return result
}
