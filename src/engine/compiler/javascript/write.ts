import { elementCount } from '../../../tensor/Shape.js'
import { rowMajor } from '../../../tensor/strides.js'
import { rowMajorNumbers } from '../../../tensor/Tensor.js'
import { type Node, operands, type Operation, type OperationNode, type Program, type ScanNode } from '../Program.js'
import { type Code, literal, startCode } from './Code.js'
import { type Overwritten, overwrittenIn } from '../fusion.js'
import { writingOrder } from '../order.js'
import { type EachElement, writeFew, writeMany, type Writer } from './elementwise.js'
import { at, copy, inArray, inElements, type Place } from './Place.js'
import { type Scope, startScope } from './Scope.js'

/** How every operation is written. */
export type Writers = { readonly [Op in Operation]: Writer<Op> }

/**
 * Tensors up to this size live in local variables, unless the text would become longer than V8 is willing to compile.
 */
const few = 16
const longest = 4000

/** Number of statements of a program whose small tensors are computed one by one. */
const statements = ({ nodes }: Program): number =>
  nodes.reduce((sum, node) => {
    if (node.kind === 'scan') return sum + statements(node.body)
    if (elementCount(node.shape) > few) return sum + 1
    const terms = node.kind === 'operation' && node.op === 'matmul' ? (operands(node)[0]?.shape.at(-1) ?? 1) : 1
    return sum + elementCount(node.shape) * terms
  }, 0)

const placeOfConstant =
  (code: Code, few: number) =>
  (node: Node): Place => {
    if (node.kind !== 'constant') throw new TypeError(`A ${node.kind} of the program is read before it is written`)
    const numbers = rowMajorNumbers(node.value)
    return numbers.length <= few
      ? inElements(node.shape, Array.from(numbers, literal))
      : inArray(node.shape, code.imported(numbers))
  }

/**
 * Writes the nodes of a program one after the other.
 *
 * @param overwritten for a node that is the next value of a carry: the carry
 */
const writeNodes = (writers: Writers, scope: Scope, program: Program, overwritten: Overwritten = new Map()): void => {
  const { nodes, outputs } = program
  const { code, isFew, arrayOf } = scope
  const isLoop = (node: Node): node is OperationNode =>
    node.kind === 'operation' && writers[node.op].kind === 'each' && !isFew(node)
  const { isFused, readBy, written } = writingOrder(program, isLoop, overwritten)
  const eachOf = (node: OperationNode): EachElement | undefined => {
    const found = writers[node.op]
    return found.kind === 'each' ? found : undefined
  }

  /** The array of the carry that a node may overwrite, because only the same element of the node reads its numbers now or later. */
  const inPlace = (node: Node, index: number): string | undefined => {
    const carry = overwritten.get(node)
    const array = carry === undefined ? undefined : arrayOf(carry)
    if (carry === undefined || array === undefined) return undefined
    const isRead = (other: Node): boolean => arrayOf(other) === array
    const isReadElsewhere =
      readBy(node).some(leaf => leaf !== carry && isRead(leaf)) ||
      written.slice(index + 1).some(later => readBy(later).some(isRead)) ||
      outputs.some(output => isRead(output.node))
    return isReadElsewhere ? undefined : array
  }

  const writeOperation = <Op extends Operation>(node: OperationNode<Op>, index: number): Place => {
    const writer: Writer<Op> = writers[node.op]
    if (writer.kind === 'whole') return writer.write(scope, node)
    if (isFew(node)) return writeFew(scope, node, writer)
    const to = inPlace(node, index) ?? code.buffer(elementCount(node.shape))
    return writeMany(scope, node, eachOf, isFused, to)
  }

  /** Index of the last node that reads a node. Outputs are read after all nodes. */
  const lastRead = new Map<Node, number>()
  written.forEach((node, index) => readBy(node).forEach(operand => lastRead.set(operand, index)))
  outputs.forEach(({ node }) => lastRead.set(node, Infinity))

  /** For each array that these nodes have taken, the index of the last node that reads it. */
  const neededUntil = new Map<string, number>()
  /** Releases the arrays that no later node reads. */
  const release = (index: number, node: Node, taken: ReadonlySet<string>): void => {
    const parts = node.kind === 'scan' ? nodes.filter(part => part.kind === 'part' && part.scan === node) : []
    taken.forEach(array => neededUntil.set(array, index))
    const touched = new Set(taken)
    for (const placed of [node, ...parts, ...readBy(node)]) {
      const array = arrayOf(placed)
      const until = array === undefined ? undefined : neededUntil.get(array)
      if (array === undefined || until === undefined) continue
      neededUntil.set(array, Math.max(until, lastRead.get(placed) ?? index))
      touched.add(array)
    }
    for (const array of touched)
      if ((neededUntil.get(array) ?? Infinity) <= index) {
        neededUntil.delete(array)
        code.release(array)
      }
  }

  const writeNode = (node: Node, index: number): void => {
    switch (node.kind) {
      case 'operation':
        scope.set(node, writeOperation(node, index))
        break
      case 'scan':
        writeScan(writers, scope, node, nodes)
        break
      case 'batchSize':
        throw new TypeError('The javascript engine needs a known batch size, found an open batch')
      case 'constant':
      case 'part':
      case 'input':
    }
  }
  written.forEach((node, index) => {
    const taken = code.takenBy(() => writeNode(node, index))
    release(index, node, taken)
  })
}

/** A carry between steps, in variables or in an array that only the fold writes. */
const startCarry = ({ code, isFew, elements, dense }: Scope, node: Node): Place => {
  const { shape } = node
  if (isFew(node)) {
    const variables = elements(node).map(element => {
      const variable = code.name('c')
      code.line(`let ${variable} = ${element}`)
      return variable
    })
    return inElements(shape, variables)
  }
  const carry = inArray(shape, code.buffer(elementCount(shape)))
  copy(code, shape, dense(node), carry.strip)
  return carry
}

/** Replaces the carries by those of the next step. All are read before the first is written. */
const nextCarry = ({ code, elements, dense }: Scope, nodes: readonly Node[], carries: readonly Place[]): void => {
  const write = nodes.map((node, i) => {
    const to = carries[i]
    if (to?.elements !== undefined) {
      const values = elements(node).map(element => (element.startsWith('c') ? code.keep(element) : element))
      return () => to.elements?.forEach((variable, k) => code.line(`${variable} = ${values[k] ?? 'NaN'}`))
    }
    if (to?.strip === undefined) return () => undefined
    const { strip } = to
    const from = dense(node)
    // The node has overwritten its carry.
    if (from.array === strip.array) return () => undefined
    const isCarry = carries.some(carry => carry.strip?.array === from.array)
    const kept = isCarry ? inArray(node.shape, code.buffer(elementCount(node.shape))).strip : from
    if (isCarry) copy(code, node.shape, from, kept)
    return () => copy(code, node.shape, kept, strip)
  })
  write.forEach(assign => assign())
}

const writeScan = (writers: Writers, scope: Scope, scan: ScanNode, nodes: readonly Node[]): void => {
  const { code } = scope
  const { steps, direction, body } = scan
  const carries = scan.start.map(node => startCarry(scope, node))
  const rows = scan.rows.map(scope.dense)
  scan.captured.filter(scope.isFew).forEach(scope.elements)
  const given = body.outputs.slice(carries.length)
  const stacked = given.map(({ node }) =>
    inArray([steps, ...node.shape], code.buffer(steps * elementCount(node.shape)))
  )
  const inner = scope.inner()
  const step = code.name('i')
  code.line(
    direction === 'forwards'
      ? `for (let ${step} = 0; ${step} < ${steps}; ${step}++) {`
      : `for (let ${step} = ${steps - 1}; ${step} >= 0; ${step}--) {`
  )
  const place = (width: number): string => `${step} * ${width}`
  body.inputs.forEach((input, i) => {
    const row = rows[i - carries.length]
    const carry = carries[i]
    if (carry !== undefined) inner.set(input, carry)
    else if (row !== undefined) {
      const base = code.keep([at(row), place(elementCount(input.shape))].join(' + '))
      inner.set(input, inArray(input.shape, row.array, base))
    }
  })
  writeNodes(writers, inner, body, overwrittenIn(scan))
  given.forEach(({ node }, i) => {
    const to = stacked[i]?.strip
    if (to === undefined) return
    const base = code.keep(place(elementCount(node.shape)))
    if (inner.isFew(node))
      inner.elements(node).forEach((element, k) => code.line(`${to.array}[${at({ base, plus: k })}] = ${element}`))
    else copy(code, node.shape, inner.strip(node), { ...to, base, strides: rowMajor(node.shape) })
  })
  nextCarry(
    inner,
    body.outputs.slice(0, carries.length).map(({ node }) => node),
    carries
  )
  code.line('}')
  const parts = [...carries, ...stacked]
  for (const node of nodes) {
    const part = node.kind === 'part' && node.scan === scan ? parts[node.index] : undefined
    if (part !== undefined) scope.set(node, part)
  }
}

/**
 * Writes the text of a function that takes an array for every input and returns one for every output, which the next call
 * overwrites. Nodes are written one after the other, and a fold becomes a loop around the program of a step.
 */
export const writeProgram = (writers: Writers, program: Program): ReturnType<Code['done']> => {
  const code = startCode()
  const fewer = statements(program) > longest ? 1 : few
  const scope = startScope(code, fewer, placeOfConstant(code, fewer))
  const parameters = program.inputs.map(input => {
    const array = code.name('p')
    scope.set(input, inArray(input.shape, array))
    return array
  })
  code.line(`return (${parameters.join(', ')}) => {`)
  writeNodes(writers, scope, program)
  const results = program.outputs.map(({ node }) => {
    if (scope.isFew(node)) return `Float64Array.of(${scope.elements(node).join(', ')})`
    const { array, ...from } = scope.dense(node)
    return `${array}.subarray(${at(from)}, ${at(from, elementCount(node.shape))})`
  })
  code.line(`return [${results.join(', ')}]`)
  code.line('}')
  return code.done()
}
