import { type Operand } from './kernel/elementwise.js'
import { type ScanDirection } from './kernel/scan.js'
import { type KernelWindow, type Window } from './kernel/Window.js'
import { type Shape } from '../tensor/Shape.js'
import { notTensor } from '../tensor/shown.js'
import { type AnyTensor, knownOf, type Scalar, type Tensor } from '../tensor/Tensor.js'

type Unary = <S extends Shape>(shape: S, x: AnyTensor) => Tensor<S>
type Binary = <S extends Shape>(shape: S, x: Operand, y: Operand) => Tensor<S>
/** Reduces the consecutive axes `from`, …, `to` − 1. */
type Reduction = <S extends Shape>(shape: S, x: AnyTensor, from: number, to: number) => Tensor<S>
type OfTwo = <S extends Shape>(shape: S, x: AnyTensor, y: AnyTensor) => Tensor<S>
type Windowed = <S extends Shape>(shape: S, x: AnyTensor, window: Window) => Tensor<S>
type WindowedOfTwo = <S extends Shape>(shape: S, x: AnyTensor, y: AnyTensor, window: Window) => Tensor<S>
type Convolving = <S extends Shape>(shape: S, x: AnyTensor, y: AnyTensor, window: KernelWindow) => Tensor<S>

/** A step of a scan: computes the next carry and the outputs from the carry and one row of every input. */
export type Step = (
  carry: readonly AnyTensor[],
  rows: readonly AnyTensor[]
) => readonly [carry: readonly AnyTensor[], outputs: readonly AnyTensor[]]

/**
 * Runs the operations of the algebra. The record has one entry per operation, so the TypeScript compiler reports every operation
 * that an interpreter does not implement.
 *
 * Each entry receives the shape of its result, which `Algebra` computes by the shape rule in its types, and returns a tensor of
 * that shape. Tensors that hold numbers belong to no interpreter: `Algebra` computes them at once.
 */
export interface Interpreter {
  readonly exp: Unary
  readonly expm1: Unary
  readonly log: Unary
  readonly log1p: Unary
  readonly sqrt: Unary
  readonly abs: Unary
  readonly sign: Unary
  readonly sin: Unary
  readonly cos: Unary
  readonly tanh: Unary
  readonly erf: Unary
  readonly add: Binary
  readonly subtract: Binary
  readonly multiply: Binary
  readonly divide: Binary
  readonly maximum: Binary
  readonly minimum: Binary
  /** y where x > 0, otherwise z. */
  readonly where: <S extends Shape>(shape: S, x: AnyTensor, y: Operand, z: Operand) => Tensor<S>
  readonly matmul: OfTwo
  readonly sum: Reduction
  readonly max: Reduction
  /** Reorders the axes: axis i of the result is axis `order[i]` of x. */
  readonly permute: <S extends Shape>(shape: S, x: AnyTensor, order: Shape) => Tensor<S>
  readonly broadcast: Unary
  readonly reshape: Unary
  readonly slice: <S extends Shape>(shape: S, x: AnyTensor, axis: number, start: number) => Tensor<S>
  readonly concatenate: <S extends Shape>(shape: S, x: AnyTensor, y: AnyTensor, axis: number) => Tensor<S>
  /** The rows of the matrix x at the indices y. The error for an index outside the matrix starts with `name`. */
  readonly gatherRows: <S extends Shape>(shape: S, x: AnyTensor, y: AnyTensor, name: string) => Tensor<S>
  /** A matrix with the rows y added at the indices x. */
  readonly scatterRows: OfTwo
  /** x: images, y: kernels. */
  readonly convolution: Convolving
  /** x: output gradient, y: kernels. */
  readonly convolutionInputGradient: Convolving
  /** x: output gradient, y: images. */
  readonly convolutionKernelGradient: Convolving
  readonly maxPool: Windowed
  /** x: images, y: output gradient. */
  readonly maxPoolGradient: WindowedOfTwo
  readonly averagePool: Windowed
  /** x: output gradient. */
  readonly averagePoolGradient: Windowed
  /**
   * Folds over the rows of the inputs, in a direction. Returns the last carry and the stacked outputs of all steps: row i of an
   * output belongs to row i of the inputs, whatever the direction.
   */
  readonly scan: (
    step: Step,
    start: readonly AnyTensor[],
    inputs: readonly AnyTensor[],
    direction: ScanDirection
  ) => ReturnType<Step>
  /** The batch size: a traced scalar in a program whose batch size is open. */
  readonly batchSize: (x: AnyTensor) => Scalar | number
}

/** The data of a traced tensor; it names the interpreter. */
export interface Interpreted {
  readonly interpreter: Interpreter
}

const isInterpreted = (known: object): known is Interpreted => 'interpreter' in known

/**
 * An interpreter that throws a TypeError when an operation is looked up, because only the lookup tells the name of the operation.
 * Tensors that hold numbers never reach it, so the check costs them nothing.
 */
const refusing = (takes: string, found: unknown, name?: string): Interpreter =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- every property throws when it is read
  new Proxy({} as Interpreter, {
    get: (_, operation) => {
      throw new TypeError(`${name ?? String(operation)} takes ${takes}, found ${notTensor(found)}`)
    }
  })

const interpreterIn = (x: AnyTensor, takes: string, name?: string): Interpreter | undefined => {
  const known = knownOf(x)
  if (known === null) return undefined
  if (known === undefined) return refusing(takes, x, name)
  return isInterpreted(known) ? known.interpreter : undefined
}

/**
 * The interpreter of a traced tensor, `undefined` for a tensor that holds numbers. Other values throw a TypeError on use.
 *
 * @param name the operation in that error. Default: the operation of the interpreter that is used.
 */
export const interpreterOf = (x: AnyTensor, name?: string): Interpreter | undefined =>
  interpreterIn(x, 'a tensor', name)

/** The interpreter of whichever of two tensors is traced, with the `name` of `interpreterOf`. */
export const interpreterOfBoth = (x: AnyTensor, y: AnyTensor, name?: string): Interpreter | undefined =>
  interpreterIn(x, 'tensors', name) ?? interpreterIn(y, 'tensors', name)

const interpreterOfOperand = (x: Operand): Interpreter | undefined =>
  typeof x === 'number' ? undefined : interpreterIn(x, 'tensors and numbers')

/** The interpreter of whichever of two operands is a traced tensor. An operand is a tensor or a number. */
export const interpreterOfOperands = (x: Operand, y: Operand): Interpreter | undefined =>
  interpreterOfOperand(x) ?? interpreterOfOperand(y)
