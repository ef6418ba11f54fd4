import { type Interpreter } from '../../algebra/Interpreter.js'
import { type ScanDirection } from '../../algebra/kernel/scan.js'
import { type Shape } from '../../tensor/Shape.js'
import { type AnyTensor, type Strided } from '../../tensor/Tensor.js'

/** The operations of the algebra that return one tensor of a given shape: all but `batchSize` and `scan`. */
export type Operation = Exclude<keyof Interpreter, 'batchSize' | 'scan'>

/** The arguments of an operation besides the shape: tensors, numbers and settings. */
export type ArgumentsOf<Op extends Operation> =
  Parameters<Interpreter[Op]> extends readonly [shape: Shape, ...rest: infer Rest] ? Rest : never

/** The same arguments with X instead of every tensor. */
export type ArgumentsWith<X, Op extends Operation> = Mapped<X, ArgumentsOf<Op>>

/** A mapped type over a type parameter, because TypeScript would otherwise map the methods of the tuple too. */
type Mapped<X, Arguments extends readonly unknown[]> = { readonly [I in keyof Arguments]: Replaced<Arguments[I], X> }

type Replaced<T, X> = T extends AnyTensor ? X : T

/** An operation of the algebra. */
export interface OperationNode<Op extends Operation = Operation> {
  readonly kind: 'operation'
  /** Name of the operation. */
  readonly op: Op
  readonly shape: Shape
  /** Its arguments after the shape: nodes, numbers and settings. */
  readonly arguments: ArgumentsWith<Node, Op>
}

/** An input of the program, or of the step of a fold. */
export interface InputNode {
  readonly kind: 'input'
  readonly name: string
  readonly shape: Shape
}

/** A tensor whose numbers are part of the program. */
export interface ConstantNode {
  readonly kind: 'constant'
  /** The numbers of the constant. */
  readonly value: Strided
  readonly shape: Shape
}

/** The number of examples in a tensor whose leading axis is open. */
export interface BatchSizeNode {
  readonly kind: 'batchSize'
  /** The tensor whose examples are counted. */
  readonly of: Node
  readonly shape: Shape
}

/**
 * A fold. The body takes the carry, then one row of each of the `rows`. It returns the next carry, then the outputs of the
 * step. The parts of a fold are the last carry, then each output of all steps, stacked along a new leading axis.
 */
export interface ScanNode {
  readonly kind: 'scan'
  /** Number of steps. */
  readonly steps: number
  /** The order in which the steps take the rows. */
  readonly direction: ScanDirection
  /** The carry before the first step. */
  readonly start: readonly Node[]
  /** Tensors of which each step reads one row, along the leading axis. */
  readonly rows: readonly Node[]
  /** The outer nodes that the body reads, without constants. */
  readonly captured: readonly Node[]
  /** The program of one step. */
  readonly body: Program
  readonly shape: Shape
}

/** One of the tensors that a fold returns. */
export interface PartNode {
  readonly kind: 'part'
  /** The fold. */
  readonly scan: Node
  /** Index among the parts of the fold: carries first, then outputs. */
  readonly index: number
  readonly shape: Shape
}

/** A node of a program: an operation, an input, a constant, or a part of a fold. */
export type Node = OperationNode | InputNode | ConstantNode | BatchSizeNode | ScanNode | PartNode

/** A named output of a program. */
export interface Output {
  readonly name: string
  /** The node that computes the output. */
  readonly node: Node
}

/**
 * A program: what a function of tensors does, as data. The nodes are in static single-assignment form, each after the nodes
 * that it reads.
 *
 * A node is an operation of the algebra with the arguments that the interpreter receives, except that nodes replace tensors. A
 * fold contains a program for one step, which may read nodes outside of it.
 *
 * `trace` records a program. `showProgram` and `mermaid` print it, and engines compile it.
 */
export interface Program {
  /** Inputs, in the order of the parameters of the function. */
  readonly inputs: readonly InputNode[]
  /** All nodes except the inputs, each after the nodes that it reads. */
  readonly nodes: readonly Node[]
  /** Named outputs, in the order in which the function returns them. */
  readonly outputs: readonly Output[]
}

const isNode = (argument: unknown): argument is Node =>
  typeof argument === 'object' && argument !== null && 'kind' in argument

/** The nodes that a node reads. */
export const operands = (node: Node): readonly Node[] => {
  switch (node.kind) {
    case 'input':
    case 'constant':
      return []
    case 'batchSize':
      return [node.of]
    case 'part':
      return [node.scan]
    case 'scan':
      return [...node.start, ...node.rows, ...node.captured]
    case 'operation':
      return [...node.arguments].filter<Node>(isNode)
  }
}

/** The arguments of an operation, with `f` applied to every node among them. */
export const mapArguments = <X, Op extends Operation>(
  f: (node: Node) => X,
  node: OperationNode<Op>
): ArgumentsWith<X, Op> => {
  const mapped: readonly unknown[] = [...node.arguments].map(argument => (isNode(argument) ? f(argument) : argument))
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- TypeScript cannot type a tuple mapped element by element
  return mapped as unknown as ArgumentsWith<X, Op>
}
