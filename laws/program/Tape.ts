/**
 * The operations of a forward pass on one draw, with their numbers, and the gradient through each of them.
 *
 *     cotangent of an operand = Σ over the operations that read it of  (its cotangent) · (the local derivative)
 *
 * A wrong backward is most often the right one with a single local step replaced. So the pass takes a replacement for any step,
 * and the diagnosis compares what it then gives with what the layer claims. The steps of a fold are unrolled; they share a site.
 */
import { eager } from '../../src/algebra/eager.js'
import { tensorsOf, type Value } from '../../src/algebra/Value.js'
import { type Node, type Operation, type Program, type ScanNode } from '../../src/engine/compiler/Program.js'
import { traceFor } from '../../src/engine/compiler/trace.js'
import { elementCount, sameShape, type Shape } from '../../src/tensor/Shape.js'
import { type AnyTensor, fresh, isAnyTensor, rowMajorNumbers } from '../../src/tensor/Tensor.js'
import { type Case } from '../generator/layer.js'

/** An operation on numbers, a whole layer, a constant, an input, an output, or the carry between two steps of a fold. */
export interface Entry {
  readonly op: Operation | 'layer' | 'input' | 'constant' | 'carry' | 'output'
  readonly index: number
  /** What it computes, the same in every step of a fold. */
  readonly site: Node
  /** Entries instead of tensors. */
  readonly arguments: readonly unknown[]
  readonly value: AnyTensor
  /** The cotangent of the k-th argument for these values of the arguments, if the operation is a layer. */
  readonly step?: (k: number, values: readonly unknown[], dy: AnyTensor) => AnyTensor
}

export interface Tape {
  readonly entries: readonly Entry[]
  /** The parameters, then the tensors of the input. */
  readonly inputs: readonly Entry[]
  readonly outputs: readonly Entry[]
  /** The number of inputs that are parameters. */
  readonly parameters: number
}

export const isEntry = (argument: unknown): argument is Entry =>
  typeof argument === 'object' && argument !== null && 'site' in argument

export const operandsOf = ({ arguments: given }: Entry): readonly Entry[] => given.filter(isEntry)

/** The value, which the order of a program or of a tape guarantees. */
export const present = <A>(value: A | undefined): A => {
  if (value === undefined) throw new TypeError('a tape is out of order')
  return value
}

type Run = (shape: Shape, ...given: readonly unknown[]) => AnyTensor

/** Runs an operation of the eager interpreter. */
const run = (op: Operation, shape: Shape, ...given: readonly unknown[]): AnyTensor =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the arguments of a node fit its operation
  (eager[op] as unknown as Run)(shape, ...given)

/** The value of an entry from other values of its arguments. */
export const computed = ({ op, value }: Entry, values: readonly unknown[]): AnyTensor =>
  op === 'input' || op === 'constant' || op === 'carry' || op === 'output' || op === 'layer'
    ? value
    : run(op, value.shape, ...values)

export const valueOf = (argument: unknown): unknown => (isEntry(argument) ? argument.value : argument)

/** Longer programs take too long. */
const many = 3000

type Known = Map<Node, Entry>

const written = (program: Program, given: readonly AnyTensor[], parameters: number): Tape => {
  const entries: Entry[] = []
  const push = (op: Entry['op'], site: Node, list: readonly unknown[], value: AnyTensor): Entry => {
    if (entries.length > many) throw new RangeError('too many operations')
    const entry = { op, index: entries.length, site, arguments: list, value }
    entries.push(entry)
    return entry
  }
  const compute = (op: Operation, site: Node, shape: Shape, ...list: readonly unknown[]): Entry =>
    push(op, site, list, run(op, shape, ...list.map(valueOf)))
  const constants = (nodes: readonly Node[], known: Known): void => {
    for (const node of nodes) if (node.kind === 'constant') known.set(node, push('constant', node, [], node.value))
  }
  /** The parts of a fold: the last carry, then the stacked outputs of all steps. */
  const unrolled = (node: ScanNode, around: Known): readonly Entry[] => {
    const { body, steps, start, rows, direction } = node
    const known = new Map(around)
    constants(body.nodes, known)
    const of = (one: Node): Entry => present(known.get(one))
    let carry = start.map(of)
    const made: (readonly Entry[])[] = []
    for (let done = 0; done < steps; done++) {
      const t = direction === 'forwards' ? done : steps - 1 - done
      body.inputs.forEach((input, i) => {
        const before = carry[i]
        const row = (): Entry => {
          const all = present(rows[i - start.length])
          return compute('reshape', input, input.shape, compute('slice', all, [1, ...input.shape], of(all), 0, t))
        }
        known.set(input, before === undefined ? row() : push('carry', input, [before], before.value))
      })
      evaluate(body.nodes, known)
      const found = body.outputs.map(output => of(output.node))
      carry = found.slice(0, start.length)
      made.push(found.slice(start.length))
    }
    const inOrder = direction === 'forwards' ? made : made.toReversed()
    const stacked = body.outputs.slice(start.length).map((output, k) =>
      inOrder
        .map(step => present(step[k]))
        .map(one => compute('reshape', node, [1, ...one.value.shape], one))
        .reduce((whole, one) => {
          const [size = 0, ...rest] = whole.value.shape
          return compute('concatenate', output.node, [size + 1, ...rest], whole, one, 0)
        })
    )
    return [...carry, ...stacked]
  }
  const evaluate = (nodes: readonly Node[], known: Known): void => {
    const of = (node: Node): Entry => present(known.get(node))
    const parts = new Map<Node, readonly Entry[]>()
    for (const node of nodes)
      switch (node.kind) {
        case 'input':
        case 'constant':
          break
        case 'batchSize':
          throw new TypeError('the batch size is open')
        case 'part':
          known.set(node, present(parts.get(node.scan)?.[node.index]))
          break
        case 'operation': {
          const list = [...node.arguments].map(one => (typeof one === 'object' && 'kind' in one ? of(one) : one))
          known.set(node, compute(node.op, node, node.shape, ...list))
          break
        }
        case 'scan':
          parts.set(node, unrolled(node, known))
      }
  }
  const inputs = program.inputs.map((node, i) => push('input', node, [], present(given[i])))
  const known: Known = new Map(program.inputs.map((node, i) => [node, present(inputs[i])]))
  constants(program.nodes, known)
  evaluate(program.nodes, known)
  const outputs = program.outputs.map(({ name, node }) => {
    const found = present(known.get(node))
    return push('output', { kind: 'input', name, shape: node.shape }, [found], found.value)
  })
  return { entries, inputs, outputs, parameters }
}

/** The tape of a draw. Undefined if the layer reads numbers in plain JavaScript. */
export const tapeOf = ({ layer, params, input }: Case): Tape | undefined => {
  const given = [...params, ...tensorsOf(input)]
  let place = 0
  const formed = (value: Value, all: readonly AnyTensor[]): Value =>
    isAnyTensor(value) ? present(all[place++]) : value.map(part => formed(part, all))
  try {
    const program = traceFor(given, (...all) => {
      place = params.length
      return tensorsOf(layer.forward(all.slice(0, params.length), formed(input, all))[0])
    })
    return written(program, given, params.length)
  } catch {
    return undefined
  }
}

type Partial = (x: number, y: number, z: number) => number

const gaussian = (x: number): number => (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x)

/** The derivatives of element-wise operations by their operands. */
const partials: Readonly<Record<string, readonly Partial[]>> = {
  exp: [Math.exp],
  expm1: [Math.exp],
  log: [x => 1 / x],
  log1p: [x => 1 / (1 + x)],
  sqrt: [x => 0.5 / Math.sqrt(x)],
  abs: [Math.sign],
  sign: [() => 0],
  sin: [Math.cos],
  cos: [x => -Math.sin(x)],
  tanh: [x => 1 - Math.tanh(x) ** 2],
  erf: [gaussian],
  add: [() => 1, () => 1],
  subtract: [() => 1, () => -1],
  multiply: [(_, y) => y, x => x],
  divide: [(_, y) => 1 / y, (x, y) => -x / (y * y)],
  maximum: [(x, y) => Number(x >= y), (x, y) => Number(y > x)],
  minimum: [(x, y) => Number(x <= y), (x, y) => Number(y < x)],
  where: [() => 0, x => Number(x > 0), x => Number(!(x > 0))]
}

export const isElementWise = ({ op }: Entry): boolean => op in partials

const product = (a: AnyTensor, b: AnyTensor): AnyTensor =>
  run('matmul', [...a.shape.slice(0, -1), b.shape.at(-1) ?? 1], a, b)

const flipped = (x: AnyTensor): AnyTensor => {
  const { length } = x.shape
  const order = [...x.shape.keys()].with(-2, length - 1).with(-1, length - 2)
  return run(
    'permute',
    order.map(axis => x.shape[axis] ?? 1),
    x,
    order
  )
}

/** Sums what a broadcast repeats. */
const gathered = (shape: Shape, x: AnyTensor): AnyTensor => {
  const added = x.shape.length - shape.length
  const once = x.shape.map((size, axis) => (axis < added || (shape[axis - added] === 1 && size > 1) ? 1 : size))
  const sum = x.shape.reduce(
    (total, size, axis) =>
      once[axis] === size
        ? total
        : run('reshape', total.shape.with(axis, 1), run('sum', total.shape.toSpliced(axis, 1), total, axis, axis + 1)),
    x
  )
  return run('reshape', shape, sum)
}

const zeros = (shape: Shape): AnyTensor => fresh(shape, new Float64Array(elementCount(shape)))

/** The tensor x at an index of an axis, with zeros before and after. */
const padded = (shape: Shape, x: AnyTensor, axis: number, start: number): AnyTensor => {
  const size = x.shape[axis] ?? 1
  const before = run('concatenate', shape.with(axis, start + size), zeros(shape.with(axis, start)), x, axis)
  return run('concatenate', shape, before, zeros(shape.with(axis, (shape[axis] ?? 1) - start - size)), axis)
}

const elementWise = (partial: Partial, values: readonly unknown[], dy: AnyTensor): AnyTensor => {
  const [x, y, z] = values.map(value => (isAnyTensor(value) ? rowMajorNumbers(value) : Float64Array.of(Number(value))))
  const of = (row: Float64Array | undefined, i: number): number => row?.[row.length === 1 ? 0 : i] ?? NaN
  return fresh(
    dy.shape,
    rowMajorNumbers(dy).map((d, i) => d * partial(of(x, i), of(y, i), of(z, i)))
  )
}

/** The cotangent of the k-th argument of an operation, for these values of its arguments. Undefined for an index or a mask. */
const localStep = (
  { op, value, step }: Entry,
  k: number,
  values: readonly unknown[],
  dy: AnyTensor
): AnyTensor | undefined => {
  if (step !== undefined) return step(k, values, dy)
  const [x, y, z] = values
  const own = isAnyTensor(values[k]) ? values[k].shape : []
  const partial = partials[op]?.[k]
  if (partial !== undefined) {
    const found = elementWise(partial, values, dy)
    return own.length === value.shape.length ? found : gathered(own, found)
  }
  const kind: string = op
  switch (kind) {
    case 'carry':
    case 'output':
      return dy
    case 'matmul':
      if (!isAnyTensor(x) || !isAnyTensor(y)) return undefined
      return k === 0 ? product(dy, flipped(y)) : product(flipped(x), dy)
    case 'sum':
    case 'max': {
      const [from, to] = [Number(y), Number(z)]
      const back = (row: AnyTensor) =>
        run(
          'broadcast',
          own,
          run(
            'reshape',
            own.map((size, axis) => (axis >= from && axis < to ? 1 : size)),
            row
          )
        )
      const share = back(dy)
      return op === 'sum'
        ? share
        : elementWise(
            (a, b, d) => d * Number(a === b),
            [x, back(run('max', dy.shape, x, from, to)), share],
            fresh(own, new Float64Array(elementCount(own)).fill(1))
          )
    }
    case 'permute': {
      const order = Array.isArray(y) ? y.map(Number) : []
      return run(
        'permute',
        own,
        dy,
        order.map((_, axis) => order.indexOf(axis))
      )
    }
    case 'broadcast':
      return gathered(own, dy)
    case 'reshape':
      return run('reshape', own, dy)
    case 'slice':
      return padded(own, dy, Number(y), Number(z))
    case 'concatenate': {
      const axis = Number(z)
      return run('slice', own, dy, axis, k === 0 || !isAnyTensor(x) ? 0 : (x.shape[axis] ?? 0))
    }
    case 'gatherRows':
      return k === 0 ? run('scatterRows', own, y, dy) : undefined
    case 'scatterRows':
      return k === 1 ? run('gatherRows', own, dy, x, '') : undefined
    case 'convolution':
      return k === 0 ? run('convolutionInputGradient', own, dy, y, z) : run('convolutionKernelGradient', own, dy, x, z)
    case 'convolutionInputGradient':
      return k === 0 ? run('convolution', own, dy, y, z) : run('convolutionKernelGradient', own, x, dy, z)
    case 'maxPool':
      return run('maxPoolGradient', own, x, dy, y)
    case 'averagePool':
      return run('averagePoolGradient', own, dy, y)
    case 'averagePoolGradient':
      return run('averagePool', own, dy, y)
    default:
      throw new TypeError(`no derivative of ${op}`)
  }
}

const plus = (x: AnyTensor | undefined, y: AnyTensor): AnyTensor => (x === undefined ? y : run('add', y.shape, x, y))

/** The smallest part of a tape that computes an entry element by element from another one. */
export interface Segment {
  readonly root: Entry
  readonly end: Entry
  readonly inside: readonly Entry[]
}

/** The element-wise stretches of a tape, the longest first. */
export const segmentsOf = ({ entries }: Tape): readonly Segment[] => {
  /** The only entry of which each entry is an element-wise function: itself, or none for a constant. */
  const roots = new Map<Entry, Entry | undefined>()
  for (const entry of entries) {
    const known = new Set(operandsOf(entry).flatMap(one => roots.get(one) ?? []))
    const [only] = known
    const isOne = isElementWise(entry) && known.size === 1 && sameShape(only?.value.shape ?? [], entry.value.shape)
    roots.set(entry, entry.op !== 'input' && known.size === 0 ? undefined : isOne ? only : entry)
  }
  const whole = entries.flatMap((end): readonly Segment[] => {
    const root = roots.get(end)
    return root === undefined || root === end
      ? []
      : [{ root, end, inside: entries.slice(root.index + 1, end.index + 1).filter(one => roots.get(one) === root) }]
  })
  const single = whole.flatMap(({ root, end }): readonly Segment[] => {
    const [of, ...others] = operandsOf(end).filter(one => roots.get(one) !== undefined)
    return of === undefined || of === root || others.length > 0 ? [] : [{ root: of, end, inside: [end] }]
  })
  const layers = entries.flatMap(end =>
    operandsOf(end).flatMap((root, k) => (isDiagonal(end, k) ? [{ root, end, inside: [end] }] : []))
  )
  return [...whole.toSorted((a, b) => b.inside.length - a.inside.length), ...single, ...layers]
}

/** Whether every number of a layer's output depends on the number at the same place of its only input alone. */
const isDiagonal = (entry: Entry, k: number): boolean =>
  entry.step !== undefined &&
  operandsOf(entry).every(({ value }, j) => j === k || !sameShape(value.shape, entry.value.shape)) &&
  jacobian(entry, k).every((row, o, { length }) => row.length === length && row.every((x, i) => i === o || x === 0))

/** The derivatives of each number of a value by the k-th argument. */
export const jacobian = (entry: Entry, k: number): readonly Float64Array[] => {
  const { shape } = entry.value
  const size = elementCount(shape)
  const values = entry.arguments.map(valueOf)
  return Array.from({ length: size }, (_, o) => {
    const found = localStep(entry, k, values, fresh(shape, new Float64Array(size).fill(1, o, o + 1)))
    return found === undefined ? new Float64Array() : rowMajorNumbers(found)
  })
}

/** An element-wise stretch and its derivative, at these numbers of its root. */
export const along = ({ root, end, inside }: Segment, x: AnyTensor): readonly [value: AnyTensor, slope: AnyTensor] => {
  const one = fresh(x.shape, new Float64Array(elementCount(x.shape)).fill(1))
  const found = new Map<unknown, readonly [AnyTensor, AnyTensor]>([[root, [x, one]]])
  for (const entry of inside) {
    const values = entry.arguments.map(argument => found.get(argument)?.[0] ?? valueOf(argument))
    const slopes = entry.arguments.flatMap((argument, k) => {
      const under = found.get(argument)
      const partial = partials[entry.op]?.[k]
      if (under !== undefined && entry.step !== undefined) return [entry.step(k, values, under[1])]
      return under === undefined || partial === undefined ? [] : [elementWise(partial, values, under[1])]
    })
    const value = computed(entry, values)
    found.set(entry, [value, slopes.reduce((sum, slope) => plus(sum, slope), zeros(x.shape))])
  }
  return found.get(end) ?? [x, one]
}

/** The tape in which these entries pass their k-th argument on: without their operations. */
export const bypassed = (tape: Tape, isOut: (entry: Entry) => boolean, k: number): Tape | undefined => {
  const made = new Map<unknown, Entry>()
  const of = (argument: unknown): unknown => made.get(argument) ?? argument
  for (const entry of tape.entries) {
    const list = entry.arguments.map(of)
    const passed = list[k]
    if (!isOut(entry)) {
      const isSame = list.every((argument, i) => argument === entry.arguments[i])
      const value =
        isPassing(entry) && isEntry(list[0]) ? list[0].value : isSame ? entry.value : computed(entry, list.map(valueOf))
      made.set(entry, { ...entry, arguments: list, value })
    } else if (isEntry(passed) && sameShape(passed.value.shape, entry.value.shape))
      made.set(entry, { ...entry, op: 'carry', arguments: [passed], value: passed.value })
    else return undefined
  }
  const all = (entries: readonly Entry[]) => entries.map(entry => made.get(entry) ?? entry)
  return { ...tape, entries: all(tape.entries), inputs: all(tape.inputs), outputs: all(tape.outputs) }
}

const isPassing = ({ op }: Entry): boolean => op === 'carry' || op === 'output'

/** For each entry, the entries through which all of its numbers that depend on an input come. */
export const gatesOf = ({ entries }: Tape): ReadonlyMap<Entry, ReadonlySet<Entry> | undefined> => {
  const found = new Map<Entry, ReadonlySet<Entry> | undefined>()
  for (const entry of entries) {
    const under = operandsOf(entry).flatMap(one => found.get(one) ?? [])
    const [first, ...others] = under
    const common = first && [...first].filter(one => others.every(other => other.has(one)))
    found.set(entry, entry.op === 'input' || common !== undefined ? new Set([...(common ?? []), entry]) : undefined)
  }
  return found
}

/** Replaces the values that a local step reads, the cotangent that it gives, or all steps between two entries. */
export interface Replacement {
  readonly values?: (entry: Entry, k: number) => readonly unknown[] | undefined
  readonly cotangent?: (entry: Entry, k: number, found: AnyTensor, dy: AnyTensor) => AnyTensor
  /** The entry is taken for an element-wise function of another one, with this slope. */
  readonly slope?: (entry: Entry) => readonly [of: Entry, slope: readonly number[]] | undefined
}

/** The cotangents of all entries, by their index. */
const pull = (
  { entries, outputs }: Tape,
  outputGradient: readonly AnyTensor[],
  { values = () => undefined, cotangent = (_, __, found) => found, slope = () => undefined }: Replacement = {}
): readonly (AnyTensor | undefined)[] => {
  const all = new Array<AnyTensor | undefined>(entries.length)
  outputs.forEach(({ index }, i) => (all[index] = plus(all[index], present(outputGradient[i]))))
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = present(entries[i])
    const dy = all[i]
    if (dy === undefined) continue
    const [of, slopes = []] = slope(entry) ?? []
    if (of !== undefined) {
      const found = rowMajorNumbers(dy).map((d, j) => d * (slopes[j] ?? NaN))
      all[of.index] = plus(all[of.index], fresh(dy.shape, found))
      continue
    }
    entry.arguments.forEach((operand, k) => {
      if (!isEntry(operand) || operand.op === 'constant') return
      const given = values(entry, k) ?? entry.arguments.map(valueOf)
      const found = localStep(entry, k, given, dy)
      if (found !== undefined) all[operand.index] = plus(all[operand.index], cotangent(entry, k, found, dy))
    })
  }
  return all
}

/** The gradients of all inputs of a tape. */
export const inputGradients = (
  tape: Tape,
  outputGradient: readonly AnyTensor[],
  replaced?: Replacement
): readonly AnyTensor[] => {
  const all = pull(tape, outputGradient, replaced)
  return tape.inputs.map(({ index, value }) => all[index] ?? zeros(value.shape))
}
