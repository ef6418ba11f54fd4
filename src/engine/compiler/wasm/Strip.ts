import { type Expression, i32 } from '../../../algebra/kernel/wasm/instructions.js'
import { type Shape } from '../../../tensor/Shape.js'
import { isRowMajor, rowMajor } from '../../../tensor/strides.js'
import { type Block } from './Memory.js'

/** A block of memory and the number of nodes whose numbers are in it. */
interface Owned {
  readonly block: Block
  uses: number
}

/** Where the numbers of a tensor are: in memory, seen through strides as in the eager interpreter. */
export interface Strip {
  /** Address that is known when the module runs, such as that of a row in a fold. Absent for 0. */
  readonly base?: Expression<'i32'>
  /** Constant part of the address, in bytes. */
  readonly plus: number
  /** Distances in elements. */
  readonly strides: Shape
  /** The block that is free once no node is in it. Absent for memory that is in use until the end. */
  readonly owned?: Owned
}

/** The address of the first number of a strip. */
export const addressOf = ({ base, plus }: Strip): Expression<'i32'> =>
  base === undefined ? i32.const(plus | 0) : plus === 0 ? base : i32.add(base, i32.const(plus))

/** A tensor in row-major order without gaps. */
export const denseAt = (shape: Shape, { address }: Block): Strip => ({ plus: address, strides: rowMajor(shape) })

/** Whether a strip is in row-major order without gaps. */
export const isDense = (shape: Shape, { strides }: Strip): boolean => isRowMajor(shape, strides)
