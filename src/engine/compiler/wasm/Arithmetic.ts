import { double, type Precision as Instructions, single } from '../../../algebra/kernel/wasm/precision.js'
import {
  type Definition,
  type Expression,
  f32,
  f32x4,
  f64,
  f64x2,
  type Local,
  v128
} from '../../../algebra/kernel/wasm/instructions.js'
import { call } from '../../../algebra/kernel/wasm/module.js'
import { type Precision } from '../Precision.js'

type V128 = Expression<'v128'>

/** The instructions of vectors that both precisions have. */
type Vectors = {
  readonly [Name in Extract<keyof typeof f32x4, keyof typeof f64x2>]: Name extends 'lane' | 'replaceLane' | 'splat'
    ? unknown
    : (typeof f64x2)[Name]
}

/** The numbers of a module: how they are stored and computed. */
export interface Arithmetic<T extends 'f32' | 'f64' = 'f32' | 'f64'> {
  readonly precision: Precision
  readonly instructions: Instructions<T>
  readonly vectors: Vectors
  /** Arrays of JavaScript with these numbers. */
  readonly Numbers: Float32ArrayConstructor | Float64ArrayConstructor
  readonly number: (x: number) => Expression<T>
  /** A vector with the same number in every lane. */
  readonly constant: (x: number) => V128
  /** The number at an address, in double precision. */
  readonly loadDouble: (address: Expression<'i32'>) => Expression<'f64'>
  /** Applies a function of one number to every lane. */
  readonly each: (f: Definition<readonly ['f64'], 'f64'>, x: Local<'v128'>) => V128
}

export const arithmetics: { readonly [P in Precision]: Arithmetic<P extends 'float32' ? 'f32' : 'f64'> } = {
  float32: {
    precision: 'float32',
    instructions: single,
    vectors: f32x4,
    Numbers: Float32Array,
    number: f32.const,
    constant: x => v128.const(new Float32Array(4).fill(x)),
    loadDouble: address => f64.fromF32(f32.load(address)),
    each: (f, x) =>
      [1, 2, 3].reduce(
        (all, lane) => f32x4.replaceLane(all, lane, f64.toF32(call(f, f64.fromF32(f32x4.lane(x, lane))))),
        f32x4.splat(f64.toF32(call(f, f64.fromF32(f32x4.lane(x, 0)))))
      )
  },
  float64: {
    precision: 'float64',
    instructions: double,
    vectors: f64x2,
    Numbers: Float64Array,
    number: f64.const,
    constant: x => v128.const(new Float64Array(2).fill(x)),
    loadDouble: address => f64.load(address),
    each: (f, x) => f64x2.replaceLane(f64x2.splat(call(f, f64x2.lane(x, 0))), 1, call(f, f64x2.lane(x, 1)))
  }
}
