import { toError } from 'fp-ts/lib/Either.js'
import { i32 } from '../../algebra/kernel/wasm/instructions.js'
import { definition, encodeModule } from '../../algebra/kernel/wasm/module.js'
import { instantiate } from '../../algebra/kernel/wasm/instantiate.js'
import { rowAt } from '../../algebra/kernel/rows.js'
import { elementCount } from '../../tensor/Shape.js'
import { type AnyTensor, copyOf, rowMajorNumbers } from '../../tensor/Tensor.js'
import { type Precision } from './Precision.js'
import { type Program } from './Program.js'
import { arithmetics } from './wasm/Arithmetic.js'
import { type Code, startCode } from './wasm/Code.js'
import { functions, type Writers, writers } from './wasm/operations.js'
import { failedIndex, failedPosition } from './wasm/rows.js'
import { startScope } from './wasm/Scope.js'
import { denseAt } from './wasm/Strip.js'
import { writeNodes } from './wasm/write.js'

/** Addresses are signed integers of 32 bits. */
const mostBytes = 2 ** 31 - 2 ** 16
const pageBytes = 2 ** 16

/** What a module exports. */
interface Compiled {
  /** Computes the outputs. Returns the number of a check that failed, otherwise 0. */
  readonly main: () => number
  readonly memory: { readonly buffer: ArrayBuffer }
}

/** A program as a module, and where its numbers are. */
interface Written extends ReturnType<Code['done']> {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly inputs: readonly number[]
  readonly outputs: readonly number[]
}

const written = (writers: Writers, program: Program, precision: Precision): Written => {
  const places: { inputs: readonly number[]; outputs: readonly number[] } = { inputs: [], outputs: [] }
  const codes: Code[] = []
  const main = definition([], 'i32', declare => {
    const code = startCode(arithmetics[precision](), declare)
    const scope = startScope(code)
    codes.push(code)
    places.inputs = program.inputs.map(input => {
      const block = code.numbers(elementCount(input.shape))
      scope.set(input, denseAt(input.shape, block))
      return block.address
    })
    writeNodes(writers, scope, program)
    places.outputs = program.outputs.map(({ node }) => scope.dense(node).plus)
    return [code.done().statements, i32.const(0)]
  })
  const [code] = codes
  if (code === undefined) throw new TypeError('unreachable')
  const size = code.memory.size()
  if (size > mostBytes)
    throw new RangeError(
      `the wasm engine can use 2 GiB of memory, this program needs ${(size / 2 ** 30).toFixed(1)} GiB: use smaller batches or fewer examples, or another engine`
    )
  return { ...code.done(), ...places, bytes: encodeModule({ main }, Math.ceil(size / pageBytes)) }
}

const instantiated = (bytes: Uint8Array<ArrayBuffer>): Compiled => {
  try {
    // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the function and the memory just encoded
    return instantiate(bytes, { imports: functions }) as Compiled
  } catch (error) {
    const reason = toError(error).message.split('\n')[0] ?? ''
    throw new EvalError(
      `the wasm engine cannot run here; under a content security policy, allow 'wasm-unsafe-eval' in script-src (${reason})`,
      { cause: error }
    )
  }
}

/**
 * Compiles a program to one WebAssembly module: every tensor has a fixed place in memory, chains of element-wise operations are
 * one loop over vectors, and a fold is a loop around its step. In float64 every sum is computed in the order of the eager
 * interpreter, so all results are the same bit for bit.
 *
 * An input that is the same tensor as in the call before is not copied again.
 *
 * @throws EvalError where WebAssembly is not available, for example if a content security policy forbids it
 * @throws RangeError if the program needs more than 2 GiB
 */
export const compileWith =
  (writers: Writers) =>
  (program: Program, precision: Precision): ((inputs: readonly AnyTensor[]) => readonly AnyTensor[]) => {
    const { bytes, inputs, outputs, initials, checks } = written(writers, program, precision)
    const { main, memory } = instantiated(bytes)
    const { buffer } = memory
    const { Numbers } = arithmetics[precision]()
    const write = (address: number, numbers: Float64Array): void => {
      new Numbers(buffer, address, numbers.length).set(numbers)
    }
    for (const { address, numbers } of initials) {
      if (numbers instanceof Float64Array) write(address, numbers)
      else new Int32Array(buffer, address, numbers.length).set(numbers)
    }
    const known: AnyTensor[] = []
    return now => {
      now.forEach((tensor, i) => {
        if (known[i] === tensor) return
        write(inputs[i] ?? 0, rowMajorNumbers(tensor))
        known[i] = tensor
      })
      const check = checks[main() - 1]
      if (check !== undefined) {
        const view = new DataView(buffer)
        const position = view.getInt32(failedPosition, true)
        rowAt(view.getFloat64(failedIndex, true), check.rows, check.name, position, check.places)
      }
      return program.outputs.map(({ node: { shape } }, i) =>
        copyOf(shape, new Numbers(buffer, outputs[i], elementCount(shape)))
      )
    }
  }

/** `compileWith` the writers of all operations. */
export const compile = compileWith(writers)
