import { type Expression, f32, f32x4, f64, f64x2, type Statement } from './instructions.js'

type V128 = Expression<'v128'>
type Combine = (x: V128, y: V128) => V128
type Load<T extends 'f32' | 'f64' | 'v128'> = (address: Expression<'i32'>, offset?: number) => Expression<T>

/** The instructions that kernels for numbers of one precision use. */
export interface Precision<T extends 'f32' | 'f64' = 'f32' | 'f64'> {
  readonly type: T
  /** Bytes of a number. */
  readonly bytes: number
  /** Numbers in a vector of 16 bytes. */
  readonly lanes: number
  readonly load: Load<T>
  readonly store: (address: Expression<'i32'>, value: Expression<T>, offset?: number) => Statement
  readonly sum: (x: Expression<T>, y: Expression<T>) => Expression<T>
  /** A vector with the same number in every lane, from memory or from a value. */
  readonly loadSplat: Load<'v128'>
  readonly splat: (x: Expression<T>) => V128
  readonly add: Combine
  readonly multiply: Combine
}

/** float64. */
export const double: Precision<'f64'> = {
  type: 'f64',
  bytes: 8,
  lanes: 2,
  load: f64.load,
  store: f64.store,
  sum: f64.add,
  loadSplat: f64x2.loadSplat,
  splat: f64x2.splat,
  add: f64x2.add,
  multiply: f64x2.multiply
}

/** float32. */
export const single: Precision<'f32'> = {
  type: 'f32',
  bytes: 4,
  lanes: 4,
  load: f32.load,
  store: f32.store,
  sum: f32.add,
  loadSplat: f32x4.loadSplat,
  splat: f32x4.splat,
  add: f32x4.add,
  multiply: f32x4.multiply
}
