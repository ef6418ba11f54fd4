import { instantiate } from './instantiate.js'
import { encodeModule } from './module.js'
import { pixelAdding, pixelReading } from './pixels.js'
import { double } from './precision.js'
import { multiplication, packing } from './product.js'

type AlongRuns = (matrix: number, image: number, runs: number, end: number, stride: number) => void

/** The functions of the module. `product.ts` and `pixels.ts` describe their parameters: addresses and strides are in bytes. */
export interface Kernels {
  readonly pack: (panels: number, a: number, rows: number, inner: number, row: number, column: number) => void
  readonly multiply: (
    c: number,
    a: number,
    b: number,
    bRow: number,
    bColumn: number,
    rows: number,
    columns: number,
    inner: number,
    adds: number,
    start: number,
    work: number
  ) => void
  readonly readPixels: AlongRuns
  readonly addPixels: AlongRuns
  readonly memory: { readonly buffer: ArrayBuffer; readonly grow: (pages: number) => number }
}

/** Numbers of scratch memory that a call may use: 64 MiB. */
export const scratchLimit = 2 ** 23

const page = 2 ** 16

const compile = (): Kernels | undefined => {
  try {
    const bytes = encodeModule(
      {
        pack: packing(double),
        multiply: multiplication(double),
        readPixels: pixelReading(double),
        addPixels: pixelAdding(double)
      },
      1
    )
    // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the functions and the memory just encoded
    return instantiate(bytes) as Kernels
  } catch {
    // Without WebAssembly, or where a content security policy forbids it, the scalar kernels compute the same bits.
    return undefined
  }
}

let kernels: Kernels | undefined
let isCompiled = false
let numbers = new Float64Array(0)

/**
 * The kernels and their memory, with room for that many numbers; `undefined` where WebAssembly or the memory is not available.
 *
 * The module is compiled at the first call. Its memory is scratch: operands are copied into it and results out of it, so it
 * holds nothing between calls. It stays as large as the largest call needed, at most `scratchLimit`.
 */
export const scratch = (size: number): readonly [Kernels, Float64Array] | undefined => {
  if (!isCompiled) {
    kernels = compile()
    isCompiled = true
  }
  if (kernels === undefined) return undefined
  if (numbers.length < size) {
    try {
      kernels.memory.grow(Math.ceil((8 * (size - numbers.length)) / page))
    } catch {
      return undefined
    }
    numbers = new Float64Array(kernels.memory.buffer)
  }
  return [kernels, numbers]
}
