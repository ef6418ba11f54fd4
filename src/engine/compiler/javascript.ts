/**
 * From a program to one JavaScript function made for it: sizes are numbers in its text, few numbers live in local variables,
 * chains of element-wise operations are one loop, and a fold is a loop around it all. Every number comes out as from the eager
 * interpreter, bit for bit, because every sum is made in the same order.
 *
 * From outside it is a pure function. Inside, arrays between operations are made once and written in every call.
 */
import { fresh, rowMajorNumbers, type AnyTensor } from '../../tensor/Tensor.js'
import { writers } from './javascript/operations.js'
import { type Writers, writeProgram } from './javascript/write.js'
import { type Program } from './Program.js'

type Run = (...inputs: readonly Float64Array[]) => readonly Float64Array[]

/** @throws EvalError where code generation is forbidden, as by a strict content security policy */
export const compileWith =
  (writers: Writers) =>
  (program: Program): ((inputs: readonly AnyTensor[]) => readonly AnyTensor[]) => {
    const { text, names, things } = writeProgram(writers, program)
    // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/consistent-type-assertions -- the text is our own, made of numbers and names
    const make = new Function(...names, text) as (...things: readonly unknown[]) => Run
    const run = make(...things)
    return inputs =>
      run(...inputs.map(rowMajorNumbers)).map((numbers, i) => fresh(program.outputs[i]?.node.shape ?? [], numbers))
  }

export const compile = compileWith(writers)
