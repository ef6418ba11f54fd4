import { broadcastTo, reshapeTo } from '../../src/engine/compiler/settle/repeated.js'
import {
  type ArgumentsWith,
  type Node,
  operands,
  type Operation,
  type OperationNode,
  type Program,
  type ScanNode
} from '../../src/engine/compiler/Program.js'
import { isOpen } from '../../src/tensor/open.js'
import { elementCount, sameShape, type Shape } from '../../src/tensor/Shape.js'
import { scalar, strided } from '../../src/tensor/Tensor.js'
import { type Instead, withOutput } from './replaced.js'

/** A change of one operation. */
export interface Edit {
  /** The mistake in words: `a term dropped`. */
  readonly mistake: string
  /** What is computed instead. */
  readonly instead: Instead
}

type Operand = Node | number

const make = <Op extends Operation>(op: Op, shape: Shape, ...given: ArgumentsWith<Node, Op>): OperationNode => {
  const node: OperationNode<Op> = { kind: 'operation', op, shape, arguments: given }

  return node
}

const isNode = (x: unknown): x is Node => typeof x === 'object' && x !== null && 'kind' in x

const edit = (mistake: string, ...instead: Instead): Edit => ({ mistake, instead })

/** An operand with the shape of the result. */
const whole = (shape: Shape, x: Operand): readonly Node[] => {
  if (isNode(x)) return sameShape(x.shape, shape) ? [x] : [broadcastTo(shape, x)]
  const constant: Node = { kind: 'constant', shape: [], value: strided(scalar(x)) }
  return [constant, broadcastTo(shape, constant)]
}

const scaled = (factor: number, x: Node): Node => make('multiply', x.shape, factor, x)

/** A tensor shifted by one along an axis. Nothing if that axis has one element, or is the batch. */
const shifted = (x: Node, axis = x.shape.length - 1): readonly Node[] => {
  const size = x.shape[axis] ?? 1
  if (size < 2 || isOpen(size)) return []
  const rest = make('slice', x.shape.with(axis, size - 1), x, axis, 1)
  const first = make('slice', x.shape.with(axis, 1), x, axis, 0)
  return [rest, first, make('concatenate', x.shape, rest, first, axis)]
}

/** A tensor with its last two axes exchanged, if they have the same size. */
const transposed = (x: Node): readonly Node[] => {
  const rank = x.shape.length
  if (rank < 2 || x.shape[rank - 1] !== x.shape[rank - 2] || (x.shape[rank - 1] ?? 1) < 2) return []
  const order = x.shape.map((_, axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis))
  return [make('permute', x.shape, x, order)]
}

/** The part at index 0 along the axes that a reduction removes. */
const firstOf = (shape: Shape, x: Node, from: number, to: number): readonly Node[] => {
  const nodes: Node[] = []
  let last = x
  for (let axis = from; axis < to; axis++) nodes.push((last = make('slice', last.shape.with(axis, 1), last, axis, 0)))
  return [...nodes, reshapeTo(shape, last)]
}

const asOperand = (x: unknown): Operand | undefined => (isNode(x) || typeof x === 'number' ? x : undefined)

/** The operation with another operand, and the nodes that make it. */
const withOperand = (node: OperationNode, index: number, nodes: readonly Node[]): Instead => {
  const given: readonly unknown[] = [...node.arguments].map((old, i) => (i === index ? nodes.at(-1) : old))
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the operand has the shape of the old one
  return [...nodes, { ...node, arguments: given } as unknown as OperationNode]
}

/** The operation with its first two operands exchanged, or another operation of the same operands. */
const changed = (node: OperationNode, op: Operation, order: readonly number[] = [0, 1]): Node => {
  const given: readonly unknown[] = [...node.arguments]
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- both operations take the same operands
  return { ...node, op, arguments: given.map((old, i) => given[order[i] ?? i] ?? old) } as unknown as Node
}

const others: Partial<Record<Operation, readonly Operation[]>> = {
  exp: ['expm1'],
  log: ['log1p'],
  log1p: ['log'],
  expm1: ['exp'],
  sin: ['cos'],
  cos: ['sin'],
  tanh: ['erf'],
  erf: ['tanh'],
  sqrt: ['log1p'],
  sign: ['abs'],
  abs: ['sign'],
  add: ['subtract'],
  subtract: ['add'],
  multiply: ['divide'],
  divide: ['multiply'],
  maximum: ['minimum'],
  minimum: ['maximum'],
  max: ['sum'],
  sum: ['max']
}

const unary: ReadonlySet<Operation> = new Set<Operation>([
  ...(['exp', 'expm1', 'log', 'log1p', 'sqrt', 'abs', 'sign', 'sin', 'cos', 'tanh', 'erf'] as const)
])

const views: ReadonlySet<Operation> = new Set<Operation>(['permute', 'broadcast', 'reshape', 'slice', 'concatenate'])

/** Edits of the operation itself. */
const ofOperation = (node: OperationNode): readonly Edit[] => {
  const { op, shape } = node
  const name: string = op
  const given: readonly unknown[] = [...node.arguments]
  const [x, y, z] = given.map(asOperand)
  const asOther = (others[op] ?? []).map(other => edit(`${other} instead of ${op}`, changed(node, other)))
  const drop = (what: string, rest: Operand | undefined): readonly Edit[] =>
    rest === undefined ? [] : [edit(`${what} dropped`, ...whole(shape, rest))]
  if (unary.has(op)) return [...asOther, ...drop(op, x)]
  switch (name) {
    case 'add':
    case 'maximum':
    case 'minimum':
      return [...asOther, ...drop('the second term', x), ...drop('the first term', y)]
    case 'subtract': {
      const negative = y === undefined ? [] : whole(shape, y)
      const last = negative.at(-1)
      return [
        ...asOther,
        ...drop('the second term', x),
        ...(last === undefined ? [] : [edit('the first term dropped', ...negative, scaled(-1, last))]),
        edit('the terms exchanged', changed(node, op, [1, 0]))
      ]
    }
    case 'multiply':
      return [...asOther, ...drop('the second factor', x), ...drop('the first factor', y)]
    case 'divide':
      return [
        ...asOther,
        ...drop('the divisor', x),
        edit('the dividend dropped', ...(y === undefined ? [node] : [make('divide', shape, 1, y)])),
        edit('dividend and divisor exchanged', changed(node, op, [1, 0]))
      ]
    case 'where':
      return [
        edit('the two cases exchanged', changed(node, op, [0, 2, 1])),
        ...drop('the case of the negative', y),
        ...drop('the case of the positive', z)
      ]
    case 'matmul': {
      const [left, right] = [x, y].filter(isNode)
      return left !== undefined &&
        right !== undefined &&
        sameShape(left.shape, right.shape) &&
        sameShape(left.shape, shape)
        ? [edit('the factors exchanged', changed(node, op, [1, 0]))]
        : []
    }
    case 'sum':
    case 'max': {
      const [from, to] = [Number(given[1]), Number(given[2])]
      if (!isNode(x)) return []
      const sizes = x.shape.slice(from, to)
      const count = sizes.reduce((product, size) => product * (isOpen(size) ? 1 : size), 1)
      const batch: Node = { kind: 'batchSize', of: x, shape: [] }
      return [
        ...(elementCount(sizes) === 1 ? [] : asOther),
        edit('the first instead of all', ...firstOf(shape, x, from, to)),
        ...(op === 'sum' && count > 1 ? [edit('the mean instead of the sum', scaled(1 / count, node))] : []),
        ...(op === 'sum' && from === 0 && isOpen(sizes[0] ?? 1)
          ? [edit('the mean over the batch instead of the sum', batch, make('divide', shape, node, batch))]
          : [])
      ]
    }
    case 'permute':
      return isNode(x) ? [edit('the axes not permuted', reshapeTo(shape, x))] : []
    case 'slice': {
      const [axis, start] = [Number(given[1]), Number(given[2])]
      if (!isNode(x)) return []
      return [start - 1, start + 1]
        .filter(other => other >= 0 && other + (shape[axis] ?? 0) <= (x.shape[axis] ?? 0))
        .map(other => edit('the index shifted by one', make('slice', shape, x, axis, other)))
    }
    case 'concatenate':
      return [edit('the two pieces exchanged', changed(node, op, [1, 0]))]
    default:
      return []
  }
}

/** Whether a tensor repeats the same numbers along its last axis. */
const isRepeated = (x: Node): boolean => {
  if (x.kind !== 'operation' || x.op !== 'broadcast') return false
  const [from] = operands(x)
  return from !== undefined && (from.shape.at(-1) ?? 1) === 1
}

/** Whether an operation gives the same for an operand that is shifted along its last axis. */
const ignoresShift = ({ op, arguments: given }: OperationNode, x: Node): boolean =>
  views.has(op) || isRepeated(x) || ((op === 'sum' || op === 'max') && Number([...given][2]) === x.shape.length)

/** Edits of the operands: shifted, transposed, or another tensor of the same shape. */
const ofOperands = (node: OperationNode, before: readonly Node[]): readonly Edit[] =>
  [...node.arguments].flatMap((x: unknown, index) => {
    if (!isNode(x) || x.kind === 'constant' || unary.has(node.op)) return []
    const neighbours = before.filter(
      other => other !== x && other.kind !== 'constant' && sameShape(other.shape, x.shape)
    )
    const near = [...new Set([neighbours.at(-1), neighbours[0]])].filter(other => other !== undefined)
    const arranged = [
      ['shifted by one', ignoresShift(node, x) ? [] : shifted(x)],
      ['transposed', views.has(node.op) ? [] : transposed(x)]
    ] as const
    return [
      ...arranged.flatMap(([how, nodes]) =>
        nodes.length === 0 ? [] : [edit(`operand ${index + 1} ${how}`, ...withOperand(node, index, nodes))]
      ),
      ...near.map(other => edit(`another tensor for operand ${index + 1}`, ...withOperand(node, index, [other])))
    ]
  })

/** All edits of one node. `before` are the nodes that it could read. */
export const editsOf = (node: Node, before: readonly Node[]): readonly Edit[] => {
  if (node.kind === 'operation')
    return [...(views.has(node.op) ? [] : scalings(node)), ...ofOperation(node), ...ofOperands(node, before)]
  return node.kind === 'scan' ? ofFold(node) : []
}

/** Edits of a fold: the order of its steps, the carry that a step passes on, and the rows that a step reads. */
const ofFold = (node: ScanNode): readonly Edit[] => {
  const { body, start, rows, direction } = node
  const passing = (index: number, ...instead: Instead): ScanNode => ({
    ...node,
    body: withOutput(body, index, instead)
  })
  const carries = body.inputs.slice(0, start.length)
  return [
    edit('the steps in the opposite order', {
      ...node,
      direction: direction === 'forwards' ? 'backwards' : 'forwards'
    }),
    ...carries.flatMap((carry, i) => [
      edit(`carry ${i + 1} set to zero after each step`, passing(i, scaled(0, carry))),
      edit(`carry ${i + 1} not changed by a step`, passing(i, carry)),
      ...body.outputs
        .slice(0, start.length)
        .filter(({ node: other }, j) => j !== i && body.nodes.includes(other) && sameShape(other.shape, carry.shape))
        .slice(0, 1)
        .map(other => edit(`another carry passed on as carry ${i + 1}`, passing(i, other.node)))
    ]),
    ...rows.flatMap((row, i) => {
      const nodes = shifted(row, 0)
      const last = nodes.at(-1)
      return last === undefined
        ? []
        : [edit(`row ${i + 1} of the next step`, ...nodes, { ...node, rows: rows.with(i, last) })]
    })
  ]
}

/** A wrong sign or factor. */
const scalings = (x: Node): readonly Edit[] => [
  edit('the sign flipped', scaled(-1, x)),
  edit('doubled', scaled(2, x)),
  edit('halved', scaled(0.5, x))
]

/** Edits of an output: a wrong sign or factor, or no gradient. */
export const editsOfOutput = (x: Node): readonly Edit[] => [...scalings(x), edit('zero', scaled(0, x))]

/** A node of a program that can be edited. */
export interface Place {
  readonly node: Node
  /** The nodes before it in the program, or in the same step of a fold. */
  readonly before: readonly Node[]
  /** Whether it belongs to the step of a fold. */
  readonly inFold: boolean
}

/** The nodes of a program and of its folds. */
export const placesIn = ({ inputs, nodes }: Program, inFold = false): readonly Place[] =>
  nodes.flatMap((node, i) => [
    { node, before: [...inputs, ...nodes.slice(0, i)].filter(({ kind }) => kind !== 'scan'), inFold },
    ...(node.kind === 'scan' ? placesIn(node.body, true) : [])
  ])
