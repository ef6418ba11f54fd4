/**
 * Dense layers with a mistake in backward.
 *
 *     right    dW = dyᵀ x      db = Σ over the batch of dy      dx = dy W
 */
import { eraseTypes } from '../../src/layer/eraseTypes.js'
import { type UntypedLayer } from '../../src/layer/AnyLayer.js'
import { dense } from '../../src/layer/dense.js'
import { fresh, rowMajorNumbers } from '../../src/tensor/Tensor.js'
import { type Subject } from '../subject/Subject.js'
import { at, type Gradients, type Known, type Numbers, onNumbers, range, sumOf, times } from './onNumbers.js'
import { type Wrong, wrongLayer } from './Wrong.js'

/** The tensors of backward, for n examples, I inputs and O outputs. */
interface Pass {
  readonly n: number
  readonly I: number
  readonly O: number
  readonly w: Numbers
  readonly x: Numbers
  readonly dy: Numbers
  readonly dw: Numbers
  readonly db: Numbers
  readonly dx: Numbers
}

type Change = (pass: Pass) => Partial<Pick<Pass, 'dw' | 'db' | 'dx'>>

/** dyᵀ x */
const weightGradient = ({ n, I, O, x, dy }: Pick<Pass, 'n' | 'I' | 'O' | 'x' | 'dy'>): Numbers =>
  range(O * I).map(k => sumOf(n, b => at(dy, b * O + Math.floor(k / I)) * at(x, b * I + (k % I))))

/** dy W */
const inputGradient = ({ n, I, O, w, dy }: Pick<Pass, 'n' | 'I' | 'O' | 'w' | 'dy'>): Numbers =>
  range(n * I).map(k => sumOf(O, o => at(dy, Math.floor(k / I) * O + o) * at(w, o * I + (k % I))))

const changed = (I: number, O: number, { n, p, x, dy }: Known, change: Change): Gradients => {
  const given = { n, I, O, w: p[0] ?? [], x: x[0] ?? [], dy }
  const db = range(O).map(o => sumOf(n, b => at(dy, b * O + o)))
  const pass = { ...given, dw: weightGradient(given), db, dx: inputGradient(given) }
  const { dw, dx, ...rest } = { ...pass, ...change(pass) }
  return { dp: [dw, rest.db], dx: [dx] }
}

export const denseOnNumbers = (I: number, O: number, change: Change): UntypedLayer =>
  onNumbers({
    name: 'wrongDense',
    configuration: { inputs: I, outputs: O },
    parameters: [
      { name: 'weight', shape: [O, I] },
      { name: 'bias', shape: [O] }
    ],
    input: [I],
    output: [O],
    forward: ({ n, p: [w, b], x: [x] }) =>
      range(n * O).map(k => sumOf(I, i => at(x, Math.floor(k / O) * I + i) * at(w, (k % O) * I + i)) + at(b, k % O)),
    backward: known => changed(I, O, known, change)
  })

type Sizes = readonly (readonly [I: number, O: number])[]

const anySizes: Sizes = [
  [1, 1],
  [2, 3],
  [3, 2],
  [3, 3]
]
/** Sizes for which the transpose of the weight has the shape of the weight. */
const squares: Sizes = [
  [2, 2],
  [3, 3]
]

const wrongDense = (
  name: string,
  cause: RegExp,
  change: Change,
  sizes = anySizes,
  known: Pick<Subject, 'multilinear'> = {}
): Wrong => wrongLayer(`dense: ${name}`, cause, () => sizes.map(([I, O]) => denseOnNumbers(I, O, change)), known)

/**
 * The mistake of the notebook that this library began with: `backward` updates the weights, then computes the input gradient
 * from the new weights. (The notebook mutates the weights; this layer updates a copy, so that only the gradient is wrong.)
 *
 * @example console.log(showReport(verify(notebookDense.laws)))
 */
export const notebookDense: Wrong = wrongDense(
  'input gradient from weights just updated',
  /updated/,
  ({ n, I, O, w, dw, dy }) => {
    const learningRate = 0.1
    const updated = w.map((weight, k) => weight - learningRate * at(dw, k))
    return { dx: inputGradient({ n, I, O, w: updated, dy }) }
  }
)

/** A dense layer in which one entry of the weight gradient is 1 % too large. */
export const denseWithOneEntryWrong = (inputs: number, outputs: number, entry: number): UntypedLayer => {
  const right = eraseTypes(dense(inputs, outputs))
  return {
    ...right,
    backward: (params, cache, outputGradient) => {
      const [[weight, ...rest], inputGradient] = right.backward(params, cache, outputGradient)
      if (weight === undefined) return [[], inputGradient]
      const numbers = rowMajorNumbers(weight).slice()
      numbers[entry] = 1.01 * (numbers[entry] ?? NaN)
      return [[fresh(weight.shape, numbers), ...rest], inputGradient]
    }
  }
}

export const wrongDenseLayers: readonly Wrong[] = [
  notebookDense,
  wrongDense('dW negated', /sign/, ({ dw }) => ({ dw: times(-1)(dw) })),
  wrongDense('dx negated', /sign/, ({ dx }) => ({ dx: times(-1)(dx) })),
  wrongDense('dW and db doubled', /factor.* 2 /, ({ dw, db }) => ({ dw: times(2)(dw), db: times(2)(db) })),
  wrongDense('dx halved', /factor.* 0.5 /, ({ dx }) => ({ dx: times(0.5)(dx) })),
  wrongDense('the mean over the batch', /mean over the batch/, ({ dw, db, n }) => ({
    dw: times(1 / n)(dw),
    db: times(1 / n)(db)
  })),
  wrongDense('dx times the batch', /batch size/, ({ dx, n }) => ({ dx: times(n)(dx) })),
  wrongDense('dx divided by the number of inputs', /number of inputs/, ({ dx, I }) => ({ dx: times(1 / I)(dx) })),
  wrongDense('dx averaged over outputs', /number of outputs/, ({ dx, O }) => ({ dx: times(1 / O)(dx) })),
  wrongDense('db of the first example only', /first example/, ({ dy, O }) => ({ db: dy.slice(0, O) })),
  wrongDense('db of the last example only', /last example/, ({ dy, O }) => ({ db: dy.slice(-O) })),
  wrongDense('db missing', /missing|zero/, ({ db }) => ({ db: times(0)(db) })),
  wrongDense('db averaged over the batch', /mean over the batch/, ({ db, n }) => ({ db: times(1 / n)(db) })),
  wrongDense('db summed over outputs too', /sum over all/, ({ db }) => ({
    db: db.map(() => sumOf(db.length, o => at(db, o)))
  })),
  wrongDense(
    'dW transposed',
    /transpose/,
    ({ dw, I, O }) => ({ dw: dw.map((_, k) => at(dw, (k % O) * I + Math.floor(k / O))) }),
    squares
  ),
  wrongDense(
    'dx through the transpose of W',
    /transpose/,
    ({ n, I, O, w, dy }) => ({
      dx: inputGradient({ n, I, O, w: w.map((_, k) => at(w, (k % I) * I + Math.floor(k / I))), dy })
    }),
    squares
  ),
  wrongDense('dx through |W|', /absolute/, ({ n, I, O, w, dy }) => ({
    dx: inputGradient({ n, I, O, w: w.map(Math.abs), dy })
  })),
  wrongLayer('dense: one entry wrong out of thousands', /one entry/, () => [denseWithOneEntryWrong(60, 50, 1234)]),
  wrongDense('wrong at a batch of one', /batch of one/, ({ dx, n }) => ({ dx: n === 1 ? times(2)(dx) : dx })),
  wrongDense('wrong at a batch of several', /batch of several/, ({ dx, n }) => ({ dx: n > 1 ? times(2)(dx) : dx })),
  wrongDense(
    'wrong off the diagonal',
    /diagonal/,
    ({ dw, I }) => ({ dw: dw.map((u, k) => (Math.floor(k / I) === k % I ? u : 0)) }),
    squares
  ),
  wrongDense('rows of dW off by one', /shift|off by one|permut/, ({ dw, I, O }) => ({
    dw: dw.map((_, k) => at(dw, (k + I) % (O * I)))
  })),
  wrongDense('last row of dW missing', /last/, ({ dw, I, O }) => ({
    dw: dw.map((u, k) => (k >= (O - 1) * I ? 0 : u))
  })),
  wrongDense('dW clipped', /clip/, ({ dw }) => ({ dw: dw.map(u => Math.max(-1, Math.min(1, u))) })),
  wrongDense('dx rounded to single precision', /single precision/, ({ dx }) => ({ dx: dx.map(Math.fround) })),
  wrongDense('weight decay in dW', /term too much|decay/, ({ dw, w }) => ({
    dw: dw.map((u, k) => u + 0.01 * at(w, k))
  })),
  wrongDense('the output gradient clipped at ±4', /output gradient/, given => {
    const clipped = { ...given, dy: given.dy.map(d => Math.max(-4, Math.min(4, d))) }
    return { dw: weightGradient(clipped), dx: inputGradient(clipped) }
  }),
  wrongDense(
    'dW with a relative error of 2⁻⁴⁰',
    /off by 9.1e-13/,
    ({ dw }) => ({ dw: times(1 + 2 ** -40)(dw) }),
    anySizes,
    {
      multilinear: true
    }
  )
]
