import { cosOf, sinOf } from '../../../number/trigonometric.js'
import { v128 } from '../../../algebra/kernel/wasm/instructions.js'
import { imported } from '../../../algebra/kernel/wasm/module.js'
import { type Arrange, arrangements } from '../arrangement.js'
import { type Operation, type OperationNode } from '../Program.js'
import { writeConvolution, writeInputGradient, writeKernelGradient } from './convolution.js'
import { copy } from './copy.js'
import { type Lanes } from './elementwise.js'
import * as float32 from './float32.js'
import * as float64 from './float64.js'
import { writeAveragePool, writeAveragePoolGradient, writeMaxPool, writeMaxPoolGradient } from './pooling.js'
import { eachIndex, product } from './product.js'
import { type Combine, writeReduction } from './reduction.js'
import { writeGather, writeScatter } from './rows.js'
import { type Scope } from './Scope.js'
import { type Strip } from './Strip.js'

/** How an operation is written: element by element, as a view, or as a whole to a place. */
export type Writer<Op extends Operation> =
  | { readonly kind: 'each'; readonly lanes: Lanes }
  | { readonly kind: 'view'; readonly arrange: Arrange<Op>; readonly needsDense: boolean }
  | { readonly kind: 'whole'; readonly write: (scope: Scope, node: OperationNode<Op>, to: Strip) => void }

export type Writers = { readonly [Op in Operation]: Writer<Op> }

const each = (lanes: Lanes): { readonly kind: 'each'; readonly lanes: Lanes } => ({ kind: 'each', lanes })
const whole = <Op extends Operation>(
  write: (scope: Scope, node: OperationNode<Op>, to: Strip) => void
): Writer<Op> => ({ kind: 'whole', write })
const view = <Op extends Operation>(arrange: Arrange<Op>, needsDense = false): Writer<Op> => ({
  kind: 'view',
  arrange,
  needsDense
})

/** Functions of one number that a module imports, because numbers above 10⁶ need integers of any size. */
export const functions = { sin: sinOf, cos: cosOf }

const ofImported = (name: keyof typeof functions) => {
  const f = imported(name, ['f64'], 'f64')
  return each(({ arithmetic }, _, x) => arithmetic.each(f, x))
}

const ofNumbers = (name: keyof typeof float64) =>
  each((code, keep, x) =>
    code.arithmetic.precision === 'float32' ? float32[name](keep, x) : float64[name](keep, x, code)
  )

/** The instructions of each precision that compute an element-wise operation. */
const instruction = (name: 'add' | 'subtract' | 'multiply' | 'divide' | 'maximum' | 'minimum') =>
  each(({ arithmetic: { vectors } }, _, x, y) => vectors[name](x, y))

/**
 * How each operation is written in WebAssembly. One entry per operation, so that the TypeScript compiler lists a missing one.
 */
export const writers: Writers = {
  exp: ofNumbers('exp'),
  expm1: ofNumbers('expm1'),
  log: ofNumbers('log'),
  log1p: ofNumbers('log1p'),
  sin: ofImported('sin'),
  cos: ofImported('cos'),
  tanh: ofNumbers('tanh'),
  erf: ofNumbers('erf'),
  sqrt: each(({ arithmetic: { vectors } }, _, x) => vectors.squareRoot(x)),
  abs: each(({ arithmetic: { vectors } }, _, x) => vectors.absolute(x)),
  sign: each(({ arithmetic: { vectors, constant } }, keep, x) => {
    const zero = keep(constant(0))
    const negative = v128.select(constant(-1), x, vectors.less(x, zero))
    return v128.select(constant(1), negative, vectors.greater(x, zero))
  }),
  add: instruction('add'),
  subtract: instruction('subtract'),
  multiply: instruction('multiply'),
  divide: instruction('divide'),
  maximum: instruction('maximum'),
  minimum: instruction('minimum'),
  where: each(({ arithmetic: { vectors, constant } }, _, x, y, z) =>
    v128.select(y, z, vectors.greater(x, constant(0)))
  ),
  matmul: whole((scope, { shape, arguments: [a, b] }, to) => {
    const { code } = scope
    const [rows = 1, columns = 1] = shape.slice(-2)
    const { pack, multiply } = product(scope, { rows, inner: a.shape.at(-1) ?? 1, columns })
    const strips = [scope.strip(a), scope.strip(b), to] as const
    eachIndex(code, shape.slice(0, -2), strips, (left, right, result) => {
      const [aRow = 0, aColumn = 0] = strips[0].strides.slice(-2)
      const [bRow = 0, bColumn = 0] = strips[1].strides.slice(-2)
      pack({ at: left, row: aRow, column: aColumn })
      multiply(result, { at: right, row: bRow, column: bColumn }, -0)
    })
  }),
  sum: whole((scope, { arguments: [x, from, to] }, result) => {
    const combine: Combine = ({ vectors }, total, next) => vectors.add(total, next)
    writeReduction(scope, x, [from, to], result, { name: 'sum', start: -0, combine })
  }),
  max: whole((scope, { arguments: [x, from, to] }, result) => {
    const combine: Combine = ({ vectors }, total, next) => vectors.maximum(total, next)
    writeReduction(scope, x, [from, to], result, { name: 'max', start: -Infinity, combine })
  }),
  permute: view(arrangements.permute),
  broadcast: view(arrangements.broadcast),
  reshape: view(arrangements.reshape, true),
  slice: view(arrangements.slice),
  concatenate: whole(({ code, strip }, { arguments: [x, y, axis] }, to) => {
    const after = (x.shape[axis] ?? 0) * (to.strides[axis] ?? 0) * code.arithmetic.bytes
    copy(code, x.shape, strip(x), to)
    copy(code, y.shape, strip(y), { ...to, plus: to.plus + after })
  }),
  gatherRows: whole((scope, { arguments: [matrix, places, name] }, to) => {
    writeGather(scope, matrix, places, name, to)
  }),
  scatterRows: whole((scope, { shape, arguments: [places, rows] }, to) => {
    writeScatter(scope, shape, places, rows, to)
  }),
  convolution: whole((scope, { shape, arguments: [x, w, window] }, to) => {
    writeConvolution(scope, shape, x, w, window, to)
  }),
  convolutionInputGradient: whole((scope, { shape, arguments: [dy, w, window] }, to) => {
    writeInputGradient(scope, shape, dy, w, window, to)
  }),
  convolutionKernelGradient: whole((scope, { shape, arguments: [dy, x, window] }, to) => {
    writeKernelGradient(scope, shape, dy, x, window, to)
  }),
  maxPool: whole((scope, { shape, arguments: [x, window] }, to) => {
    writeMaxPool(scope, shape, x, window, to)
  }),
  maxPoolGradient: whole((scope, { shape, arguments: [x, dy, window] }, to) => {
    writeMaxPoolGradient(scope, shape, x, dy, window, to)
  }),
  averagePool: whole((scope, { shape, arguments: [x, window] }, to) => {
    writeAveragePool(scope, shape, x, window, to)
  }),
  averagePoolGradient: whole((scope, { shape, arguments: [dy, window] }, to) => {
    writeAveragePoolGradient(scope, shape, dy, window, to)
  })
}
