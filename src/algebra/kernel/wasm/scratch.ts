import { type Definition } from './core.js'
import { instantiate } from './instantiate.js'
import { encodeModule } from './module.js'

interface Memory {
  readonly memory: { readonly buffer: ArrayBuffer; readonly grow: (pages: number) => number }
}

/** Returns the functions of a module, and its memory as at least `size` numbers. */
export type Scratch<F> = (size: number) => readonly [F & Memory, Float64Array] | undefined

/** Numbers of scratch memory that a call may use: 64 MiB. */
export const scratchLimit = 2 ** 23

const page = 2 ** 16

/**
 * A memory and functions that compute in it, compiled at the first call. The result of a call is `undefined` where WebAssembly or
 * so much memory is not available.
 *
 * The memory is scratch: operands are copied into it and results out of it, so it holds nothing between calls. It stays as large
 * as the largest call needed, at most `scratchLimit`.
 */
export const scratchFor = <F>(functions: () => { readonly [name in keyof F]: Definition }): Scratch<F> => {
  let kernels: (F & Memory) | undefined
  let isRefused = false
  let numbers = new Float64Array(0)
  return size => {
    if (isRefused) return undefined
    try {
      // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the functions and the memory just encoded
      kernels ??= instantiate(encodeModule(functions(), 1)) as F & Memory
      if (numbers.length < size) {
        kernels.memory.grow(Math.ceil((8 * (size - numbers.length)) / page))
        numbers = new Float64Array(kernels.memory.buffer)
      }
      return [kernels, numbers]
    } catch {
      // Without WebAssembly, or where a content security policy forbids it, the scalar kernels compute the same bits.
      isRefused = kernels === undefined
      return undefined
    }
  }
}
