/**
 * What a function of tensors does, as a value: nodes in single-assignment form, each after those that it reads.
 *
 * A node is an operation of the algebra with its arguments, as the interpreter gets them, in place of tensors the nodes
 * that make them. A fold has a program of its own for one step, which may read the nodes around it.
 */
import { type Interpreter } from '../../algebra/Interpreter.js'
import { type Shape } from '../../tensor/Shape.js'
import { type AnyTensor, type Strided } from '../../tensor/Tensor.js'

/** The size of an axis that is left open: equal to itself, and whatever is computed from it is open too. */
export const openBatch = Infinity

/** The operations that make one tensor of a shape: all but these two. */
export type Operation = Exclude<keyof Interpreter, 'batchSize' | 'scan'>

/** What an interpreter gets for an operation beside the shape: tensors, numbers, settings. */
export type ArgumentsOf<Op extends Operation> =
  Parameters<Interpreter[Op]> extends readonly [shape: Shape, ...rest: infer Rest] ? Rest : never

/** The same, with X in place of every tensor. */
export type ArgumentsWith<X, Op extends Operation> = Mapped<X, ArgumentsOf<Op>>

/** Over a type parameter, else TypeScript would map the methods of the tuple too. */
type Mapped<X, Arguments extends readonly unknown[]> = { readonly [I in keyof Arguments]: Replaced<Arguments[I], X> }

type Replaced<T, X> = T extends AnyTensor ? X : T

export interface OperationNode<Op extends Operation = Operation> {
  readonly kind: 'operation'
  readonly op: Op
  readonly shape: Shape
  readonly arguments: ArgumentsWith<Node, Op>
}

export interface InputNode {
  readonly kind: 'input'
  readonly name: string
  readonly shape: Shape
}

export interface ConstantNode {
  readonly kind: 'constant'
  readonly value: Strided
  readonly shape: Shape
}

/** How many examples a tensor holds whose leading axis is open. */
export interface BatchSizeNode {
  readonly kind: 'batchSize'
  readonly of: Node
  readonly shape: Shape
}

/**
 * A fold: `body` takes the carry and then one row of each of the `rows`, and gives the next carry and then the outputs of
 * the step. Its parts are the last carry and then each output of all steps, along a new leading axis.
 */
export interface ScanNode {
  readonly kind: 'scan'
  readonly steps: number
  /** The carry before the first step. */
  readonly start: readonly Node[]
  /** What is read a row a step, along the leading axis. */
  readonly rows: readonly Node[]
  /** The nodes outside that the body reads, constants left out. */
  readonly captured: readonly Node[]
  readonly body: Program
  readonly shape: Shape
}

/** One of the tensors that a fold gives. */
export interface PartNode {
  readonly kind: 'part'
  readonly scan: Node
  readonly index: number
  readonly shape: Shape
}

export type Node = OperationNode | InputNode | ConstantNode | BatchSizeNode | ScanNode | PartNode

export interface Output {
  readonly name: string
  readonly node: Node
}

export interface Program {
  readonly inputs: readonly InputNode[]
  /** All nodes but the inputs, each after those that it reads. */
  readonly nodes: readonly Node[]
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

/** The arguments of an operation, with `f` of every node that is among them. */
export const mapArguments = <X, Op extends Operation>(
  f: (node: Node) => X,
  node: OperationNode<Op>
): ArgumentsWith<X, Op> => {
  const mapped: readonly unknown[] = [...node.arguments].map(argument => (isNode(argument) ? f(argument) : argument))
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- TypeScript cannot type a tuple mapped element by element
  return mapped as unknown as ArgumentsWith<X, Op>
}
