/**
 * What runs the operations that layers are written in: a record with one entry per operation, so that the compiler lists
 * what an interpreter lacks.
 *
 * An operation gets the shape of its result from the algebra, which states the shape rule in its type, and makes a tensor
 * of that shape. Tensors that hold numbers belong to no interpreter: their operations are computed at once.
 */
import { type Operand } from './kernel/elementwise.js'
import { type Window } from './kernel/Window.js'
import { type Shape } from '../tensor/Shape.js'
import { notTensor } from '../tensor/shown.js'
import { type AnyTensor, knownOf, type Scalar, type Tensor } from '../tensor/Tensor.js'

type Unary = <S extends Shape>(shape: S, x: AnyTensor) => Tensor<S>
type Binary = <S extends Shape>(shape: S, x: Operand, y: Operand) => Tensor<S>
/** Along the neighbouring axes `from`, …, `to` − 1. */
type Reduction = <S extends Shape>(shape: S, x: AnyTensor, from: number, to: number) => Tensor<S>
type OfTwo = <S extends Shape>(shape: S, x: AnyTensor, y: AnyTensor) => Tensor<S>
type Windowed = <S extends Shape>(shape: S, x: AnyTensor, window: Window) => Tensor<S>
type WindowedOfTwo = <S extends Shape>(shape: S, x: AnyTensor, y: AnyTensor, window: Window) => Tensor<S>

/** A step of a fold: of the carry and of one row of every input it makes the next carry, and outputs. */
export type Step = (
  carry: readonly AnyTensor[],
  rows: readonly AnyTensor[]
) => readonly [carry: readonly AnyTensor[], outputs: readonly AnyTensor[]]

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
  /** y where x > 0, else z. */
  readonly where: <S extends Shape>(shape: S, x: AnyTensor, y: Operand, z: Operand) => Tensor<S>
  readonly matmul: OfTwo
  readonly sum: Reduction
  readonly max: Reduction
  readonly transpose: Unary
  readonly broadcast: Unary
  readonly reshape: Unary
  readonly slice: <S extends Shape>(shape: S, x: AnyTensor, axis: number, start: number) => Tensor<S>
  readonly concatenate: <S extends Shape>(shape: S, x: AnyTensor, y: AnyTensor, axis: number) => Tensor<S>
  /** Rows of the matrix x at the places y. An index outside of the matrix is refused in the name of the layer. */
  readonly gatherRows: <S extends Shape>(shape: S, x: AnyTensor, y: AnyTensor, name: string) => Tensor<S>
  /** At the places x the rows y, added up. */
  readonly scatterRows: OfTwo
  /** Of images x and kernels y. */
  readonly convolution: WindowedOfTwo
  /** From the output gradient x and the kernels y. */
  readonly convolutionInputGradient: WindowedOfTwo
  /** From the output gradient x and the images y. */
  readonly convolutionKernelGradient: WindowedOfTwo
  readonly maxPool: Windowed
  /** From the images x and the output gradient y. */
  readonly maxPoolGradient: WindowedOfTwo
  readonly averagePool: Windowed
  /** From the output gradient x. */
  readonly averagePoolGradient: Windowed
  /** Steps through the rows of its inputs; gives the last carry, and the outputs of all steps stacked. */
  readonly scan: (step: Step, start: readonly AnyTensor[], inputs: readonly AnyTensor[]) => ReturnType<Step>
  /** How many examples there are: in a program whose batch size is open, a traced scalar. */
  readonly batchSize: (x: AnyTensor) => Scalar | number
}

/** What is known of a tensor of an interpreter names it. */
export interface Interpreted {
  readonly interpreter: Interpreter
}

const isInterpreted = (known: object): known is Interpreted => 'interpreter' in known

/**
 * An interpreter that refuses: it has none of the operations, and throws where one is looked up, because only then the
 * operation has a name. Tensors that hold numbers never come here, so that the check costs them nothing.
 */
const refusing = (takes: string, found: unknown): Interpreter =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- whatever is read from it, it throws
  new Proxy({} as Interpreter, {
    get: (_, operation) => {
      throw new TypeError(`${String(operation)} takes ${takes}, found ${notTensor(found)}`)
    }
  })

const interpreterIn = (x: AnyTensor, takes: string): Interpreter | undefined => {
  const known = knownOf(x)
  if (known === null) return undefined
  if (known === undefined) return refusing(takes, x)
  return isInterpreted(known) ? known.interpreter : undefined
}

/** The interpreter that a tensor belongs to; `undefined` for one that holds numbers. What is no tensor is refused. */
export const interpreterOf = (x: AnyTensor): Interpreter | undefined => interpreterIn(x, 'a tensor')

/** The interpreter that one of two tensors belongs to. */
export const interpreterOfBoth = (x: AnyTensor, y: AnyTensor): Interpreter | undefined =>
  interpreterIn(x, 'tensors') ?? interpreterIn(y, 'tensors')

const interpreterOfOperand = (x: Operand): Interpreter | undefined =>
  typeof x === 'number' ? undefined : interpreterIn(x, 'tensors and numbers')

/** The interpreter that one of two operands belongs to, each a tensor or a plain number. */
export const interpreterOfOperands = (x: Operand, y: Operand): Interpreter | undefined =>
  interpreterOfOperand(x) ?? interpreterOfOperand(y)
