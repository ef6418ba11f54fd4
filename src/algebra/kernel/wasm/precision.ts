import { binary, type Expression, loading, type Statement, storing, unary, vectorCode } from './core.js'

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

interface Codes {
  readonly load: number
  readonly store: number
  readonly sum: number
  readonly loadSplat: number
  readonly splat: number
  readonly add: number
}

const precision = <T extends 'f32' | 'f64'>(type: T, bytes: number, code: Codes): Precision<T> => ({
  type,
  bytes,
  lanes: 16 / bytes,
  load: loading(type, code.load),
  store: storing<T>(code.store),
  sum: binary<T, T>(type, code.sum),
  loadSplat: loading('v128', vectorCode(code.loadSplat)),
  splat: unary<T, 'v128'>('v128', vectorCode(code.splat)),
  add: binary<'v128', 'v128'>('v128', vectorCode(code.add)),
  multiply: binary<'v128', 'v128'>('v128', vectorCode(code.add + 2))
})

/** float64. */
export const double = /* @__PURE__ */ precision('f64', 8, {
  load: 0x2b,
  store: 0x39,
  sum: 0xa0,
  loadSplat: 0x0a,
  splat: 0x14,
  add: 0xf0
})

/** float32. */
export const single = /* @__PURE__ */ precision('f32', 4, {
  load: 0x2a,
  store: 0x38,
  sum: 0x92,
  loadSplat: 0x09,
  splat: 0x13,
  add: 0xe4
})
