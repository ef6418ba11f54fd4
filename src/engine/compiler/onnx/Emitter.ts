/**
 * Where the lowerings of operations write their ONNX nodes: one list for every graph, the program's and that of each fold.
 *
 * A value of ONNX has a name. A node of a program has the name of its value, which may be smaller than the node's shape:
 * ONNX repeats what is smaller element by element, so a broadcast costs nothing where only such operations read it.
 */
import { type Shape } from '../../../tensor/Shape.js'
import { isOpen, openBatch } from '../../../tensor/open.js'
import { type Node } from '../Program.js'
import {
  type Attribute,
  type Constant,
  type ElementType,
  type Graph,
  type Node as OnnxNode,
  type Sizes
} from './Model.js'

export type Attributes = { readonly [name: string]: Attribute }

/** The value of a node, and the emitter of the graph that it belongs to. */
interface Emitted {
  readonly name: string
  /** The shape that it has, up to what ONNX repeats. */
  readonly shape: Shape
  readonly owner: Emitter
}

export interface Emitter {
  /** The type of all numbers of the program. */
  readonly type: ElementType
  /** Whether the graph may have operations that ONNX Runtime has beyond the standard. */
  readonly fused: boolean
  /** Writes an operation with one result, and gives its name. */
  readonly emit: (operation: string, inputs: readonly string[], attributes?: Attributes) => string
  /** Writes an operation with several. */
  readonly emitAll: (
    operation: string,
    inputs: readonly string[],
    count: number,
    attributes?: Attributes
  ) => readonly string[]
  /** Writes an operation whose results have these names. */
  readonly emitAs: (
    outputs: readonly string[],
    operation: string,
    inputs: readonly string[],
    attributes?: Attributes
  ) => void
  /** A constant, of the program's type if not given. */
  readonly constant: (numbers: ArrayLike<number>, sizes: readonly number[], type?: ElementType) => string
  /** The value of a node in its full shape. */
  readonly full: (node: Node) => string
  /** The value of a node, which element-wise operations repeat until it has the shape. */
  readonly loose: (node: Node) => Omit<Emitted, 'owner'>
  /** Says what the value of a node is. */
  readonly define: (node: Node, name: string, shape?: Shape) => void
  /** Whether an operation of this graph gives the value of this name. */
  readonly makes: (name: string) => boolean
  /** The values that a fold gives. */
  readonly partsOf: (scan: Node) => readonly string[]
  readonly defineParts: (scan: Node, names: readonly string[]) => void
  /** A shape as a value, the open size taken from the program's input. */
  readonly shape: (shape: Shape) => string
  /** The graph of a fold's body; it can read what is around it. */
  readonly inner: () => Emitter
  readonly finished: () => Pick<Graph, 'nodes' | 'constants'>
}

/** The names that are taken, across all graphs of a model. */
export interface Names {
  readonly fresh: (like: string) => string
}

export const names = (taken: readonly string[]): Names => {
  const used = new Map(taken.map(name => [name, 0]))
  return {
    fresh: like => {
      const count = (used.get(like) ?? -1) + 1
      used.set(like, count)
      const name = count === 0 ? like : `${like}_${count}`
      if (count > 0) used.set(name, 0)
      return name
    }
  }
}

/** Open sizes have names: `batch` is the number of examples, `batch_times_64` a multiple. */
export const sizesOf = (shape: Shape): Sizes =>
  shape.map(size => (!isOpen(size) ? size : size === openBatch ? 'batch' : `batch_times_${size / openBatch}`))

/** `batch` is the name of an input whose leading axis is open, if there is one. */
export const emitter = (
  { type, fused }: Pick<Emitter, 'type' | 'fused'>,
  names: Names,
  batch: string | undefined,
  around?: Emitter
): Emitter => {
  const nodes: OnnxNode[] = []
  const constants: Constant[] = []
  const values = new Map<Node, Emitted>()
  const expanded = new Map<Node, string>()
  const shapes = new Map<string, string>()

  const parts = new Map<Node, readonly string[]>()
  const made = new Set<string>()

  const emitAs: Emitter['emitAs'] = (outputs, operation, inputs, attributes = {}) => {
    nodes.push({ operation, inputs, outputs, attributes })
    for (const output of outputs) made.add(output)
  }
  const emitAll: Emitter['emitAll'] = (operation, inputs, count, attributes) => {
    const outputs = Array.from({ length: count }, () => names.fresh(operation.toLowerCase()))
    emitAs(outputs, operation, inputs, attributes)
    return outputs
  }
  const emit: Emitter['emit'] = (operation, inputs, attributes) => emitAll(operation, inputs, 1, attributes)[0] ?? ''

  const find = (node: Node): Emitted => {
    const found = values.get(node)
    if (found !== undefined) return found
    if (around === undefined) throw new TypeError(`The node ${node.kind} was read before it was written`)
    return { ...around.loose(node), owner: around }
  }

  const self: Emitter = {
    type,
    fused,
    emit,
    emitAll,
    emitAs,
    constant: (numbers, sizes, own = type) => {
      const name = names.fresh('constant')
      constants.push({ name, type: own, sizes, numbers })
      return name
    },
    full: node => {
      const { name, shape, owner } = find(node)
      if (owner !== self) return owner.full(node)
      if (shape.length === node.shape.length && shape.every((size, axis) => size === node.shape[axis])) return name
      const known = expanded.get(node) ?? emit('Expand', [name, self.shape(node.shape)])
      expanded.set(node, known)
      return known
    },
    loose: find,
    define: (node, name, shape = node.shape) => {
      values.set(node, { name, shape, owner: self })
    },
    makes: name => made.has(name),
    partsOf: scan => parts.get(scan) ?? around?.partsOf(scan) ?? [],
    defineParts: (scan, results) => {
      parts.set(scan, results)
    },
    shape: shape => {
      const key = shape.join()
      const known = shapes.get(key)
      if (known !== undefined) return known
      const made = shape.some(isOpen) ? openShape(self, shape, batch) : self.constant(shape, [shape.length], 'int64')
      shapes.set(key, made)
      return made
    },
    inner: () => emitter(self, names, batch, self),
    finished: () => ({ nodes, constants })
  }
  return self
}

/** A shape whose open sizes are multiples of the leading size of the input `batch`. */
const openShape = (to: Emitter, shape: Shape, batch = ''): string => {
  const whole = (...numbers: readonly number[]) => to.constant(numbers, [numbers.length], 'int64')
  const sizes = shape.map(size => {
    if (!isOpen(size)) return whole(size)
    const examples = to.emit('Shape', [batch], { start: 0, end: 1 })
    return size === openBatch ? examples : to.emit('Mul', [examples, whole(size / openBatch)])
  })
  const [only = ''] = sizes
  return sizes.length === 1 ? only : to.emit('Concat', sizes, { axis: 0 })
}
