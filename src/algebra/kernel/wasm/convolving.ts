/**
 * The products of a convolution in WebAssembly. The pixel matrix stays in scratch memory, and images and outputs are copied as
 * many examples at a time as fit.
 */
import { type Strided } from '../../../tensor/Tensor.js'
import { type Convolved, type Convolving } from '../convolving.js'
import { pixelRuns } from '../pixelRuns.js'
import { spans } from '../Window.js'
import { type ProductFunctions, productFunctions } from './multiply.js'
import { pixelAdding, pixelReading } from './pixels.js'
import { double } from './precision.js'
import { packedSize, panelSize } from './product.js'
import { scratchFor, scratchLimit } from './scratch.js'

type AlongRuns = (matrix: number, image: number, runs: number, end: number, stride: number) => void

/** The functions of `product.ts` and `pixels.ts`. Addresses and strides are in bytes. */
interface Kernels extends ProductFunctions {
  readonly readPixels: AlongRuns
  readonly addPixels: AlongRuns
}

const scratch = scratchFor<Kernels>(() => ({
  ...productFunctions(),
  readPixels: pixelReading(double),
  addPixels: pixelAdding(double)
}))

/** The kernels, addresses in bytes, and sizes: rows and columns of the pixel matrix, and rows of an output. */
interface Plan extends Kernels {
  readonly w: number
  readonly u: number
  /** The packed first operand of a product, and memory for the second. */
  readonly packed: number
  readonly work: number
  readonly inputs: number
  readonly places: number
  readonly outputs: number
  /** Start and end of the table of runs, and the stride of pixels in a run. */
  readonly runs: readonly [start: number, end: number, stride: number]
}

/** Computes with example n, whose image and output are at the addresses x and y. */
type Visit = (plan: Plan, x: number, y: number, n: number) => void

/** Starts the computation of one of the tensors, and returns what computes it example by example. */
interface Method {
  readonly result: 'x' | 'w' | 'y'
  /** Rows of the first operand of the product, and its columns. */
  readonly operand: (plan: Pick<Plan, 'inputs' | 'places' | 'outputs'>) => readonly [rows: number, inner: number]
  /** Work before the first example. */
  readonly begin?: (plan: Plan) => void
  readonly visit: Visit
}

const convolve =
  (limit: number, { result, operand, begin, visit }: Method) =>
  ({ window, ...tensors }: Convolved): boolean => {
    const { x, w, y } = tensors
    if (x.shape[1] !== w.shape[1]) return false
    const batch = y.shape[0]!
    const [pixels, answers] = [x.size / batch, y.size / batch]
    const outputs = w.shape[0]!
    const [inputs, places] = [w.size / outputs, answers / outputs]
    const runs = pixelRuns(x.shape, y.shape, window)
    const [rows, inner] = operand({ inputs, places, outputs })

    const atW = Math.ceil(runs.length / 2)
    const atU = atW + w.size
    const atPacked = atU + inputs * places
    const atWork = atPacked + packedSize(rows, inner)
    const atX = atWork + panelSize(double, rows, inner)
    const together = Math.min(batch, Math.floor((limit - atX) / (pixels + answers)))
    if (together < 1) return false
    const atY = atX + together * pixels
    const found = scratch(atY + together * answers)
    if (found === undefined) return false
    const [kernels, numbers] = found

    new Int32Array(kernels.memory.buffer, 0, runs.length).set(runs.map(index => 8 * index))
    numbers.set(w.numbers.subarray(w.offset, w.offset + w.size), atW)
    numbers.fill(0, atU, atPacked)
    const plan: Plan = {
      ...kernels,
      w: 8 * atW,
      u: 8 * atU,
      packed: 8 * atPacked,
      work: 8 * atWork,
      inputs,
      places,
      outputs,
      runs: [0, 4 * runs.length, 8 * spans(window)[1].stride]
    }
    begin?.(plan)
    const copyIn = ({ numbers: from, offset }: Strided, at: number, size: number, first: number, count: number): void =>
      numbers.set(from.subarray(offset + first * size, offset + (first + count) * size), at)
    const copyOut = (to: Strided, at: number, size: number, first: number, count: number): void =>
      to.numbers.set(numbers.subarray(at, at + count * size), to.offset + first * size)
    for (let first = 0; first < batch; first += together) {
      const count = Math.min(together, batch - first)
      if (result === 'x') numbers.fill(0, atX, atX + count * pixels)
      else copyIn(x, atX, pixels, first, count)
      if (result !== 'y') copyIn(y, atY, answers, first, count)
      for (let n = 0; n < count; n++) visit(plan, 8 * (atX + n * pixels), 8 * (atY + n * answers), first + n)
      if (result === 'x') copyOut(x, atX, pixels, first, count)
      if (result === 'y') copyOut(y, atY, answers, first, count)
    }
    if (result === 'w') copyOut(w, atW, w.size, 0, 1)
    return true
  }

/**
 * The products of a convolution in WebAssembly. The result is false, and nothing was written, where WebAssembly is not
 * available, scratch memory is too small for one example, or the channels are convolved in groups.
 *
 * @param limit numbers of scratch memory that one call may use
 */
export const convolvingWithin = (limit: number): Convolving<boolean> => ({
  // y = w u
  output: convolve(limit, {
    result: 'y',
    operand: ({ outputs, inputs }) => [outputs, inputs],
    begin: ({ pack, packed, w, outputs, inputs }) => pack(packed, w, outputs, inputs, 8 * inputs, 8),
    visit: ({ readPixels, multiply, packed, u, runs, work, outputs, places, inputs }, x, y) => {
      readPixels(u, x, ...runs)
      multiply(y, packed, u, 8 * places, 8, outputs, places, inputs, 0, 0, work)
    }
  }),
  // du = wᵀ dy, added to dx
  inputGradient: convolve(limit, {
    result: 'x',
    operand: ({ outputs, inputs }) => [inputs, outputs],
    begin: ({ pack, packed, w, outputs, inputs }) => pack(packed, w, inputs, outputs, 8, 8 * inputs),
    visit: ({ addPixels, multiply, packed, u, runs, work, outputs, places, inputs }, x, y) => {
      multiply(u, packed, y, 8 * places, 8, inputs, places, outputs, 0, 0, work)
      addPixels(u, x, ...runs)
    }
  }),
  // dw = Σ over the examples of dy uᵀ
  kernelGradient: convolve(limit, {
    result: 'w',
    operand: ({ outputs, places }) => [outputs, places],
    visit: ({ readPixels, pack, multiply, packed, w, u, runs, work, outputs, places, inputs }, x, y, n) => {
      readPixels(u, x, ...runs)
      pack(packed, y, outputs, places, 8 * places, 8)
      multiply(w, packed, u, 8, 8 * places, outputs, inputs, places, n === 0 ? 0 : 1, 0, work)
    }
  })
})

/** `convolvingWithin` the limit of scratch memory. */
export const convolvingInWasm = convolvingWithin(scratchLimit)
