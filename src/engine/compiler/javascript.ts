import { copyOf, rowMajorNumbers, type AnyTensor } from '../../tensor/Tensor.js'
import { writers } from './javascript/operations.js'
import { type Writers, writeProgram } from './javascript/write.js'
import { type Program } from './Program.js'

type Run = (...inputs: readonly Float64Array[]) => readonly Float64Array[]

/**
 * Compiles a program to one JavaScript function: sizes are numbers in its text, small tensors live in local variables, chains
 * of element-wise operations are one loop, and a fold is a loop around its step. Every sum is computed in the order of the
 * eager interpreter, so all results are the same bit for bit.
 *
 * The function is pure. Its inner arrays are allocated once and overwritten by every call, so results are copied out of them.
 *
 * @throws EvalError if code generation is forbidden, for example by a content security policy
 */
export const compileWith =
  (writers: Writers) =>
  (program: Program): ((inputs: readonly AnyTensor[]) => readonly AnyTensor[]) => {
    const { text, names, things } = writeProgram(writers, program)
    // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/consistent-type-assertions -- the text is our own, made of numbers and names
    const make = new Function(...names, text) as (...things: readonly unknown[]) => Run
    const run = make(...things)
    return inputs =>
      run(...inputs.map(rowMajorNumbers)).map((numbers, i) => copyOf(program.outputs[i]?.node.shape ?? [], numbers))
  }

/** Compiles a program to JavaScript with the standard writers. */
export const compile = compileWith(writers)
