import { double, type Precision as Instructions, single } from '../../../algebra/kernel/wasm/precision.js'
import {
  type Definition,
  type Expression,
  f32,
  f32x4,
  f64,
  f64x2,
  i32,
  type Local,
  type Statement,
  v128
} from '../../../algebra/kernel/wasm/instructions.js'
import { call, run } from '../../../algebra/kernel/wasm/module.js'
import { pixelAdding, pixelReading } from '../../../algebra/kernel/wasm/pixels.js'
import { multiplication, packing, panelSize } from '../../../algebra/kernel/wasm/product.js'
import { type Precision } from '../Precision.js'

type I32 = Expression<'i32'>
type V128 = Expression<'v128'>

/** The instructions of vectors that both precisions have. */
type Vectors = {
  readonly [Name in Extract<keyof typeof f32x4, keyof typeof f64x2>]: Name extends 'lane' | 'replaceLane' | 'splat'
    ? unknown
    : (typeof f64x2)[Name]
}

/** The numbers of a module: how they are stored and computed. */
export interface Arithmetic {
  readonly precision: Precision
  readonly bytes: number
  readonly lanes: number
  readonly vectors: Vectors
  /** Arrays of JavaScript with these numbers. */
  readonly Numbers: Float32ArrayConstructor | Float64ArrayConstructor
  /** A vector with the same number in every lane. */
  readonly constant: (x: number) => V128
  /** The number at an address, in double precision. */
  readonly loadDouble: (address: I32) => Expression<'f64'>
  /** Applies a function of one number to every lane. */
  readonly each: (f: Definition<readonly ['f64'], 'f64'>, x: Local<'v128'>) => V128
  readonly kernels: Kernels
}

/** The kernels for products and convolutions, in this precision. */
export interface Kernels {
  readonly panelSize: (rows: number, inner: number) => number
  readonly pack: ReturnType<typeof packing>
  readonly multiply: (given: {
    readonly to: I32
    readonly packed: I32
    readonly b: readonly [at: I32, row: I32, column: I32]
    readonly sizes: readonly [rows: I32, columns: I32, inner: I32]
    /** What the sums begin with: a number, or what the result holds. */
    readonly start: number | 'result'
    readonly work: I32
  }) => Statement
  readonly readPixels: ReturnType<typeof pixelReading>
  readonly addPixels: ReturnType<typeof pixelAdding>
}

const kernelsOf = <T extends 'f32' | 'f64'>(
  instructions: Instructions<T>,
  number: (x: number) => Expression<T>
): Kernels => {
  const multiply = multiplication(instructions)
  return {
    panelSize: (rows, inner) => panelSize(instructions, rows, inner),
    pack: packing(instructions),
    multiply: ({ to, packed, b, sizes, start, work }) => {
      const adds = i32.const(start === 'result' ? 1 : 0)
      return run(multiply, to, packed, ...b, ...sizes, adds, number(start === 'result' ? 0 : start), work)
    },
    readPixels: pixelReading(instructions),
    addPixels: pixelAdding(instructions)
  }
}

/** The arithmetic of each precision. */
export const arithmetics: { readonly [P in Precision]: () => Arithmetic } = {
  float32: () => ({
    precision: 'float32',
    bytes: 4,
    lanes: 4,
    vectors: f32x4,
    Numbers: Float32Array,
    constant: x => v128.const(new Float32Array(4).fill(x)),
    loadDouble: address => f64.fromF32(f32.load(address)),
    each: (f, x) =>
      [1, 2, 3].reduce(
        (all, lane) => f32x4.replaceLane(all, lane, f64.toF32(call(f, f64.fromF32(f32x4.lane(x, lane))))),
        f32x4.splat(f64.toF32(call(f, f64.fromF32(f32x4.lane(x, 0)))))
      ),
    kernels: kernelsOf(single, f32.const)
  }),
  float64: () => ({
    precision: 'float64',
    bytes: 8,
    lanes: 2,
    vectors: f64x2,
    Numbers: Float64Array,
    constant: x => v128.const(new Float64Array(2).fill(x)),
    loadDouble: address => f64.load(address),
    each: (f, x) => f64x2.replaceLane(f64x2.splat(call(f, f64x2.lane(x, 0))), 1, call(f, f64x2.lane(x, 1))),
    kernels: kernelsOf(double, f64.const)
  })
}
