import { type Operand } from '../../../algebra/kernel/elementwise.js'
import { isOpen, openBatch } from '../../../tensor/open.js'
import { elementCount, type Shape, showShape } from '../../../tensor/Shape.js'
import { rowMajorNumbers } from '../../../tensor/Tensor.js'
import {
  type ArgumentsWith,
  type ConstantNode,
  type Node,
  operands,
  type Operation,
  type OperationNode,
  type Program,
  type ScanNode
} from '../Program.js'
import { type Formula, type Line, type Name, named, number, product, type Reduction, scaled, sum } from './Formula.js'

/** Operations that only arrange numbers. They are written where they are used, and never get a name. */
const views: ReadonlySet<Operation> = new Set<Operation>(['broadcast', 'permute', 'reshape', 'slice'])

const isOperation = <Op extends Operation>(node: Node, op: Op): node is OperationNode<Op> =>
  node.kind === 'operation' && node.op === op

const isView = (node: Node): boolean => node.kind === 'operation' && views.has(node.op)

/** The node behind repetitions and changes of shape, which formulas leave out. */
const source = (node: Node): Node =>
  isOperation(node, 'broadcast') || isOperation(node, 'reshape') ? source(node.arguments[0]) : node

/** How many formulas read each node. The readers of a view read what is behind it. */
const usesOf = ({ nodes, outputs }: Program): ReadonlyMap<Node, number> => {
  const uses = new Map<Node, number>()
  const read = (node: Node, times: number): void => {
    uses.set(node, (uses.get(node) ?? 0) + times)
  }
  for (const { node } of outputs) read(node, 1)
  for (const node of nodes.toReversed()) {
    // A fold reads a tensor at every step, so the tensor gets a name.
    const times = isView(node) ? (uses.get(node) ?? 0) : node.kind === 'scan' ? 2 : 1
    for (const operand of new Set(operands(node))) read(operand, times)
  }
  return uses
}

/** The shape of one example: the batch axis is left out. */
const closed = (shape: Shape): Shape => shape.filter(size => !isOpen(size))

const showClosed = (shape: Shape): string => showShape(closed(shape))

/** Names the axes that a reduction removes. The last axis, of features, has no name. */
const axesOf = (shape: Shape, from: number, to: number): string => {
  const rank = shape.length
  const batch = shape[0] ?? 1
  if (to === 1 && isOpen(batch)) return batch === openBatch ? 'batch' : 'rows'
  if (from === rank - 1) return ''
  if (from === 0) return to === rank ? 'all' : to === rank - 1 ? 'rows' : `axes 1–${to}`
  if (from === 1 && to === rank && isOpen(batch)) return 'example'
  return to === rank && to - from === 2 ? 'pixels' : `axes ${from + 1}–${to}`
}

const over = (what: Reduction, axes: string, of: Formula): Formula => ({ kind: 'over', what, axes, of })

const call = (name: string, ...operands: readonly (Formula | string)[]): Formula => ({ kind: 'call', name, operands })

/** Whether a factor is one over the number of elements that a sum adds. */
const isMean = (factor: number, [x, from, to]: ArgumentsWith<Node, 'sum'>): boolean =>
  Math.abs(factor * elementCount(x.shape.slice(from, to)) - 1) < 1e-12

/** Whether a change of shape only adds or removes axes of size 1, or joins the batch with other leading axes. */
const isSilent = (from: Shape, to: Shape): boolean => {
  const long = (shape: Shape) => shape.filter(size => size !== 1).join()
  const joined = (shape: Shape) => isOpen(shape[0] ?? 1) && shape[0] !== openBatch
  return long(from) === long(to) || ((joined(from) || joined(to)) && from.at(-1) === to.at(-1))
}

/** Whether a permutation exchanges the last two axes. */
const isTranspose = (order: Shape): boolean =>
  order.length >= 2 && order.every((axis, i) => axis === (i < order.length - 2 ? i : 2 * order.length - 3 - i))

/** The part of a tensor that a slice takes, without the batch axis: `0:2, :`. */
const rangeOf = (shape: Shape, axis: number, start: number): string =>
  shape
    .map((size, i) => (i === axis ? `${start}:${start + size}` : ':'))
    .filter((_, i) => !isOpen(shape[i] ?? 1))
    .join(', ')

const isOnly = (numbers: Float64Array): boolean => numbers.every(x => Object.is(x, numbers[0]))

/** A constant as a number, if all of its elements are equal. Other constants are masks and tables, which have a name only. */
const constant = ({ value, shape }: ConstantNode): Formula => {
  const numbers = rowMajorNumbers(value)
  return isOnly(numbers)
    ? number(numbers[0] ?? 0)
    : numbers.every(x => x === 0 || x === 1)
      ? named('mask')
      : named(`constant ${showShape(shape)}`)
}

/** Reads the formula of an operand. */
type Read = (operand: Node | Operand) => Formula

/** The formula of each operation. */
type Rules = {
  readonly [Op in Operation]: (read: Read, shape: Shape, ...operands: ArgumentsWith<Node, Op>) => Formula
}

const applied =
  (name: string) =>
  (read: Read, _: Shape, x: Node): Formula => ({ kind: 'function', name, of: read(x) })

const called =
  (name: string) =>
  (read: Read, _: Shape, ...operands: readonly unknown[]): Formula =>
    call(name, ...operands.flatMap(x => (isNode(x) ? [read(x)] : [])))

const isNode = (x: unknown): x is Node => typeof x === 'object' && x !== null && 'kind' in x && 'shape' in x

const rules: Rules = {
  exp: applied('exp'),
  expm1: (read, _, x) => sum({ kind: 'function', name: 'exp', of: read(x) }, number(1), true),
  log: applied('log'),
  log1p: (read, _, x) => ({ kind: 'function', name: 'log', of: sum(number(1), read(x)) }),
  sqrt: (read, _, x) => ({ kind: 'root', of: read(x) }),
  abs: (read, _, x) => ({ kind: 'absolute', of: read(x) }),
  sign: applied('sign'),
  sin: applied('sin'),
  cos: applied('cos'),
  tanh: applied('tanh'),
  erf: applied('erf'),
  add: (read, _, x, y) => sum(read(x), read(y)),
  subtract: (read, _, x, y) => sum(read(x), read(y), true),
  multiply: (read, _, x, y) => {
    if (x === y) return { kind: 'square', of: read(x) }
    const factor = read(x)
    const summed = isNode(y) ? source(y) : undefined
    if (factor.kind !== 'number') return product(isScalar(x) || isScalar(y) ? 'matrix' : 'each', factor, read(y))
    return summed !== undefined && isOperation(summed, 'sum') && isMean(factor.value, summed.arguments)
      ? mean(read, summed.arguments)
      : scaled(factor.value, read(y))
  },
  divide: (read, _, x, y) => {
    const summed = isNode(x) ? source(x) : undefined
    const isOfBatch = isNode(y) && source(y).kind === 'batchSize'
    if (summed !== undefined && isOfBatch && isOperation(summed, 'sum') && isOpen(summed.arguments[0].shape[0] ?? 1))
      return mean(read, summed.arguments)
    return { kind: 'quotient', over: read(x), under: read(y) }
  },
  maximum: (read, _, x, y) => call('max', read(x), read(y)),
  minimum: (read, _, x, y) => call('min', read(x), read(y)),
  where: (read, _, x, positive, otherwise) => ({
    kind: 'where',
    condition: read(x),
    positive: read(positive),
    otherwise: read(otherwise)
  }),
  matmul: (read, _, x, y) => product('matrix', read(x), read(y)),
  sum: (read, _, x, from, to) => over('Σ', axesOf(x.shape, from, to), read(x)),
  max: (read, _, x, from, to) => over('max', axesOf(x.shape, from, to), read(x)),
  permute: (read, _, x, order) =>
    isTranspose(order)
      ? { kind: 'transpose', of: read(x) }
      : call('permute', read(x), `[${order.map(axis => axis + 1).join(', ')}]`),
  broadcast: (read, _, x) => read(x),
  reshape: (read, shape, x) => (isSilent(x.shape, shape) ? read(x) : call('reshape', read(x), showClosed(shape))),
  slice: (read, shape, x, axis, start) => ({ kind: 'part', of: read(x), range: rangeOf(shape, axis, start) }),
  concatenate: (read, _, x, y) => ({ kind: 'list', items: [x, y].map(read).flatMap(itemsOf) }),
  gatherRows: (read, _, x, places) => call('rows', read(x), read(places)),
  scatterRows: (read, _, places, rows) => call('addToRows', read(places), read(rows)),
  convolution: called('convolution'),
  convolutionInputGradient: called('convolutionInputGradient'),
  convolutionKernelGradient: called('convolutionKernelGradient'),
  maxPool: called('maxPool'),
  maxPoolGradient: called('maxPoolGradient'),
  averagePool: called('averagePool'),
  averagePoolGradient: called('averagePoolGradient')
}

const mean = (read: Read, [x, from, to]: ArgumentsWith<Node, 'sum'>): Formula =>
  over('mean', axesOf(x.shape, from, to), read(x))

/** Whether an operand is one number, which is written in front of what it multiplies: s x. */
const isScalar = (operand: Node | Operand): boolean =>
  typeof operand === 'number' || elementCount(isNode(operand) ? source(operand).shape : operand.shape) === 1

const itemsOf = (formula: Formula): readonly Formula[] => (formula.kind === 'list' ? formula.items : [formula])

/** Applies the rule of one operation. Written for one operation at a time, so that its operands have their types. */
const ruled = <Op extends Operation>(read: Read, { op, shape, arguments: given }: OperationNode<Op>): Formula =>
  rules[op](read, shape, ...given)

const withIndex = (name: Formula, index: string): Formula =>
  name.kind === 'name' ? { ...name, indices: [...name.indices, index] } : name

/**
 * Reads the formulas of a settled program: one line for each output, after the lines of the intermediate results that several
 * formulas use, u₁, u₂, ….
 *
 * @param inputs names of the inputs of the program
 * @param outputs names of its outputs
 */
export const linesOf = (program: Program, inputs: readonly Name[], outputs: readonly Name[]): readonly Line[] => {
  const names = new Map<Node, Formula>(program.inputs.map((input, i) => [input, inputs[i] ?? named(input.name)]))
  const counts = { u: 0, s: 0, o: 0 }
  const fresh = (letter: keyof typeof counts): Name => named(letter, [String(++counts[letter])])

  const linesIn = ({ nodes, outputs }: Program, outputNames: readonly Formula[]): readonly Line[] => {
    const lines: Line[] = []
    const uses = usesOf({ inputs: [], nodes, outputs })
    const pending = new Map<Node, Formula>()
    outputs.forEach(({ node }, i) => {
      const name = outputNames[i]
      if (node.kind === 'operation' && !isView(node) && !names.has(node) && name !== undefined && !pending.has(node))
        pending.set(node, name)
    })

    const define = (node: Node, nameOf: () => Formula): Formula => {
      const value = compute(node)
      const name = nameOf()
      names.set(node, name)
      lines.push({ kind: 'equation', name, value })
      return name
    }

    const read: Read = node => {
      if (!isNode(node)) return number(typeof node === 'number' ? node : NaN)
      const known = names.get(node)
      if (known !== undefined) return known
      const output = pending.get(node)
      if (output !== undefined) return define(node, () => output)
      const isShared = node.kind === 'operation' && !isView(node) && (uses.get(node) ?? 0) > 1
      return isShared ? define(node, () => fresh('u')) : compute(node)
    }

    const compute = (node: Node): Formula => {
      switch (node.kind) {
        case 'input':
          return named(node.name)
        case 'constant':
          return constant(node)
        case 'batchSize':
          return named('n')
        case 'operation':
          return ruled(read, node)
        case 'part':
        case 'scan': {
          const scan = node.kind === 'part' ? node.scan : node
          if (!folded.has(scan)) folded.set(scan, fold(scan))
          return (node.kind === 'part' ? folded.get(scan)?.[node.index] : undefined) ?? named('fold')
        }
      }
    }

    /** The names of the parts of each fold whose lines are written. */
    const folded = new Map<ScanNode, readonly Formula[]>()

    const fold = ({ start, rows, captured, body, direction, steps }: ScanNode): readonly Formula[] => {
      const isBackwards = direction === 'backwards'
      const states = start.map(() => fresh('s'))
      start.forEach((node, i) => {
        const name = withIndex(states[i] ?? named('s'), String(isBackwards ? steps + 1 : 0))
        lines.push({ kind: 'equation', name, value: read(node) })
      })
      captured.forEach(read)
      const rowNames = rows.map(row => {
        const found = read(row)
        return found.kind === 'name' ? found : define(row, () => fresh('u'))
      })
      const given = body.outputs.slice(start.length).map(() => fresh('o'))
      body.inputs.forEach((input, i) => {
        const state = states[i]
        const name =
          state === undefined
            ? withIndex(rowNames[i - states.length] ?? named('x'), 't')
            : withIndex(state, isBackwards ? 't+1' : 't−1')
        names.set(input, name)
      })
      const inner = linesIn(
        body,
        [...states, ...given].map(name => withIndex(name, 't'))
      )
      lines.push({ kind: 'fold', steps, isBackwards, lines: inner })
      return [...states.map(state => withIndex(state, String(isBackwards ? 1 : steps))), ...given]
    }

    outputs.forEach(({ node }, i) => {
      const name = outputNames[i] ?? named('y')
      const value = read(node)
      if (value !== name) lines.push({ kind: 'equation', name, value })
    })
    return lines
  }

  return linesIn(program, outputs)
}
