import { i32, loopFrom, set } from '../../../algebra/kernel/wasm/instructions.js'
import { elementCount, type Shape } from '../../../tensor/Shape.js'
import { rowMajor } from '../../../tensor/strides.js'
import { type Overwritten, overwrittenIn } from '../fusion.js'
import { type Node, operands, type Operation, type OperationNode, type Program, type ScanNode } from '../Program.js'
import { writingOrder } from '../order.js'
import { copy } from './copy.js'
import { type Lanes, writeLoop } from './elementwise.js'
import { type Writer, type Writers } from './operations.js'
import { type Scope } from './Scope.js'
import { addressOf, denseAt, isDense, type Strip } from './Strip.js'

/**
 * Writes the nodes of a program one after the other.
 *
 * @param overwritten for a node that is the next value of a carry: the carry
 */
export const writeNodes = (
  writers: Writers,
  scope: Scope,
  program: Program,
  overwritten: Overwritten = new Map()
): void => {
  const { nodes, outputs } = program
  const lanesOf = (node: OperationNode): Lanes | undefined => {
    const found = writers[node.op]
    return found.kind === 'each' ? found.lanes : undefined
  }
  const given = new Set(outputs.map(({ node }) => node))
  const own = new Set(nodes)
  const isEach = (node: Node): boolean => node.kind === 'operation' && writers[node.op].kind === 'each'
  const { isFused, readBy, written } = writingOrder(program, isEach, overwritten)

  /** The number of nodes that still read each node. An output is read at the end, too. */
  const left = new Map<Node, number>()
  for (const node of [...written.flatMap(readBy), ...given]) left.set(node, (left.get(node) ?? 0) + 1)

  /** The place of a carry that a node may overwrite because nothing reads the carry after it. */
  const inPlace = (node: OperationNode): Strip | undefined => {
    const carry = overwritten.get(node)
    if (carry === undefined || (left.get(carry) ?? 0) !== (readBy(node).includes(carry) ? 1 : 0)) return undefined
    const strip = scope.strip(carry)
    // Two uses: the fold and the carry. Another one is a view that is still read.
    if (strip.owned?.uses !== 2) return undefined
    // Vectors that reach beyond the end of a row would overwrite what the next row reads.
    const isFlat = readBy(node).every(leaf => elementCount(leaf.shape) === 1 || isDense(leaf.shape, scope.strip(leaf)))
    return isFlat ? strip : undefined
  }

  const writeOperation = <Op extends Operation>(node: OperationNode<Op>): void => {
    const writer: Writer<Op> = writers[node.op]
    if (writer.kind === 'view') {
      const [source] = operands(node)
      if (source === undefined) throw new TypeError(`${node.op} arranges one tensor, found none`)
      const { bytes } = scope.code.arithmetic
      const { strides } = scope.strip(source)
      const isCopied = writer.needsDense && !isDense(source.shape, scope.strip(source))
      const from = isCopied ? scope.room(source.shape) : scope.strip(source)
      if (isCopied) copy(scope.code, source.shape, scope.strip(source), from)
      const { plus, strides: arranged } = writer.arrange(node, source.shape, {
        plus: 0,
        strides: isCopied ? from.strides : strides
      })
      scope.set(node, { ...from, plus: from.plus + plus * bytes, strides: arranged })
      return
    }
    const to = (writer.kind === 'each' ? inPlace(node) : undefined) ?? scope.room(node.shape)
    if (writer.kind === 'each') writeLoop(scope, node, lanesOf, isFused, to)
    else writer.write(scope, node, to)
    scope.set(node, to)
  }

  for (const node of written) {
    switch (node.kind) {
      case 'operation':
        writeOperation(node)
        break
      case 'scan':
        writeScan(writers, scope, node, nodes)
        break
      case 'batchSize':
        throw new TypeError('The wasm engine needs a known batch size, found an open batch')
      case 'constant':
      case 'part':
      case 'input':
    }
    scope.finish()
    for (const operand of readBy(node)) {
      const rest = (left.get(operand) ?? 0) - 1
      left.set(operand, rest)
      if (rest === 0 && own.has(operand)) scope.drop(operand)
    }
  }
}

/**
 * Writes a fold: a loop around its body. A carry stays at one place; the next one is written over it or copied to it.
 */
const writeScan = (writers: Writers, scope: Scope, scan: ScanNode, nodes: readonly Node[]): void => {
  const { code, room, strip, dense } = scope
  const { steps, direction, body } = scan
  const { bytes } = code.arithmetic
  const carries = scan.start.map(node => {
    const carry = room(node.shape)
    copy(code, node.shape, strip(node), carry)
    return carry
  })
  const [nexts, given] = [body.outputs.slice(0, carries.length), body.outputs.slice(carries.length)]
  const stacked = given.map(({ node }) => room([steps, ...node.shape]))
  const parts = [...carries, ...stacked]
  parts.forEach(scope.hold)

  const step = code.declare('i32')
  const index = direction === 'forwards' ? step : i32.subtract(i32.const(steps - 1), step)
  /** The place of this step's row in a tensor with one row for every step. */
  const rowIn = (all: Strip, shape: Shape): Strip => {
    const base = code.declare('i32')
    code.add(set(base, i32.add(addressOf(all), i32.multiply(index, i32.const(elementCount(shape) * bytes)))))
    return { base, plus: 0, strides: rowMajor(shape) }
  }
  const rows = scan.rows.map(dense)
  const inner = scope.inner()
  const statements = code.collected(() => {
    body.inputs.forEach((input, i) => {
      const row = rows[i - carries.length]
      const place = carries[i] ?? (row === undefined ? undefined : rowIn(row, input.shape))
      if (place !== undefined) inner.set(input, place)
    })
    writeNodes(writers, inner, body, overwrittenIn(scan))
    given.forEach(({ node }, i) => {
      const to = stacked[i]
      if (to === undefined) return
      // The last vector of a strided copy reaches into the next row, which a fold backwards has already written.
      const from = direction === 'forwards' ? inner.strip(node) : inner.dense(node)
      copy(code, node.shape, from, rowIn(to, node.shape))
    })
    nextCarry(
      inner,
      nexts.map(({ node }) => node),
      carries
    )
    inner.finish()
    const own = new Set(body.nodes)
    new Set(body.outputs.map(({ node }) => node)).forEach(node => {
      if (own.has(node)) inner.drop(node)
    })
    body.inputs.forEach(inner.drop)
  })
  code.add(...loopFrom(step, i32.const(0), i32.const(steps), i32.const(1), statements))
  for (const node of nodes) {
    const part = node.kind === 'part' && node.scan === scan ? parts[node.index] : undefined
    if (part !== undefined) scope.set(node, part)
  }
  parts.forEach(scope.free)
}

/** Replaces the carries by those of the next step. All are read before the first is written. */
const nextCarry = ({ code, strip, work }: Scope, nodes: readonly Node[], carries: readonly Strip[]): void => {
  const isCarry = (place: Strip): boolean => carries.some(({ owned }) => owned === place.owned)
  const moves = nodes.flatMap((node, i) => {
    const [from, to] = [strip(node), carries[i]]
    if (to === undefined || (from.owned === to.owned && from.plus === to.plus && isDense(node.shape, from))) return []
    if (!isCarry(from)) return [{ node, from, to }]
    const kept = denseAt(node.shape, work(elementCount(node.shape)))
    copy(code, node.shape, from, kept)
    return [{ node, from: kept, to }]
  })
  for (const { node, from, to } of moves) copy(code, node.shape, from, to)
}
