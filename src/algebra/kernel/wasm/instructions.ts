/** Typed instructions of WebAssembly, with vector instructions. `core.ts` explains their types. */
import {
  binary,
  type Bytes,
  type Expression,
  expression,
  loading,
  loadVector,
  type Statement,
  storeVector,
  storing,
  type Type,
  unary,
  unsigned,
  vectorCode
} from './core.js'

export * from './core.js'

type I32 = Expression<'i32'>
type F32 = Expression<'f32'>
type F64 = Expression<'f64'>
type V128 = Expression<'v128'>

const floating = (numbers: Float32Array | Float64Array): Bytes => Array.from(new Uint8Array(numbers.buffer))

const vectorUnary = <A extends Type = 'v128'>(code: number) => unary<A, 'v128'>('v128', vectorCode(code))
const vectorBinary = (code: number) => binary<'v128', 'v128'>('v128', vectorCode(code))

const scalars = <T extends 'f32' | 'f64'>(
  type: T,
  code: { readonly load: number; readonly store: number; readonly compare: number; readonly arithmetic: number }
) => ({
  load: loading(type, code.load),
  store: storing<T>(code.store),
  equal: binary<T, 'i32'>('i32', code.compare),
  less: binary<T, 'i32'>('i32', code.compare + 2),
  greater: binary<T, 'i32'>('i32', code.compare + 3),
  atMost: binary<T, 'i32'>('i32', code.compare + 4),
  atLeast: binary<T, 'i32'>('i32', code.compare + 5),
  absolute: unary<T, T>(type, code.arithmetic),
  negate: unary<T, T>(type, code.arithmetic + 1),
  floor: unary<T, T>(type, code.arithmetic + 3),
  nearest: unary<T, T>(type, code.arithmetic + 5),
  squareRoot: unary<T, T>(type, code.arithmetic + 6),
  add: binary<T, T>(type, code.arithmetic + 7),
  subtract: binary<T, T>(type, code.arithmetic + 8),
  multiply: binary<T, T>(type, code.arithmetic + 9),
  divide: binary<T, T>(type, code.arithmetic + 10),
  minimum: binary<T, T>(type, code.arithmetic + 11),
  maximum: binary<T, T>(type, code.arithmetic + 12)
})

/** Numbers in single precision. */
export const f32 = {
  const: (x: number): F32 => expression('f32', 0x43, floating(Float32Array.of(x))),
  ...scalars('f32', { load: 0x2a, store: 0x38, compare: 0x5b, arithmetic: 0x8b })
}

/** Numbers in double precision. */
export const f64 = {
  const: (x: number): F64 => expression('f64', 0x44, floating(Float64Array.of(x))),
  /** A number in single precision, and the nearest such number. */
  fromF32: unary<'f32', 'f64'>('f64', 0xbb),
  toF32: unary<'f64', 'f32'>('f32', 0xb6),
  fromI32: unary<'i32', 'f64'>('f64', 0xb7),
  /** The integer nearest to a number towards 0. */
  toI32: unary<'f64', 'i32'>('i32', 0xfc, 0x02),
  ...scalars('f64', { load: 0x2b, store: 0x39, compare: 0x61, arithmetic: 0x99 })
}

/** Vectors as 128 bits. */
export const v128 = {
  load: loadVector,
  store: storeVector,
  and: vectorBinary(0x4e),
  or: vectorBinary(0x50),
  xor: vectorBinary(0x51),
  /** The bits of x where the mask is 1, otherwise those of y. */
  select: (x: V128, y: V128, mask: V128): V128 => expression('v128', x.bytes, y.bytes, mask.bytes, vectorCode(0x52)),
  /** The bits of x where the mask is 0. */
  andNot: (x: V128, mask: V128): V128 => vectorBinary(0x4f)(x, mask),
  isAnyTrue: unary<'v128', 'i32'>('i32', vectorCode(0x53)),
  const: (numbers: Float32Array | Float64Array): V128 => expression('v128', vectorCode(0x0c), floating(numbers))
}

/** Vectors of four integers of 32 bits. */
export const i32x4 = {
  splat: vectorUnary<'i32'>(0x11),
  shiftLeft: (x: V128, count: I32): V128 => expression('v128', x.bytes, count.bytes, vectorCode(0xab)),
  shiftRight: (x: V128, count: I32): V128 => expression('v128', x.bytes, count.bytes, vectorCode(0xac)),
  add: vectorBinary(0xae),
  subtract: vectorBinary(0xb1),
  /** The integers nearest to numbers in single precision towards 0, and back. */
  fromF32x4: vectorUnary(0xf8),
  toF32x4: vectorUnary(0xfa),
  multiply: vectorBinary(0xb5),
  /** The integers nearest to two numbers in double precision towards 0, then two zeros. */
  fromF64x2: vectorUnary(0xfc),
  lane: (x: V128, lane: number): I32 => expression('i32', x.bytes, vectorCode(0x1b), lane)
}

/** Vectors of two integers of 64 bits. */
export const i64x2 = {
  shiftLeft: (x: V128, count: I32): V128 => expression('v128', x.bytes, count.bytes, vectorCode(0xcb)),
  shiftRight: (x: V128, count: I32): V128 => expression('v128', x.bytes, count.bytes, vectorCode(0xcc)),
  add: vectorBinary(0xce),
  subtract: vectorBinary(0xd1)
}

/** Copies and fills bytes of memory. */
export const memory = {
  copy: (to: I32, from: I32, bytes: I32): Statement => ({
    bytes: [to.bytes, from.bytes, bytes.bytes, 0xfc, 0x0a, 0, 0]
  }),
  fill: (to: I32, byte: I32, bytes: I32): Statement => ({ bytes: [to.bytes, byte.bytes, bytes.bytes, 0xfc, 0x0b, 0] })
}

/** Returns a value from the function. */
export const giveBack = (value: Expression<Type>): Statement => ({ bytes: [value.bytes, 0x0f] })

const vectors = <T extends 'f32' | 'f64'>(code: {
  readonly loadSplat: number
  readonly loadLane: number
  readonly replaceLane: number
  readonly splat: number
  readonly compare: number
  readonly arithmetic: number
}) => ({
  /** Every lane is the number at an address. */
  loadSplat: loading('v128', vectorCode(code.loadSplat)),
  /** The vector x with the number at an address in one lane. */
  loadLane: (x: V128, lane: number, address: I32, offset = 0): V128 =>
    expression('v128', address.bytes, x.bytes, vectorCode(code.loadLane), 0, unsigned(offset), lane),
  /** The vector x with the number y in one lane. */
  replaceLane: (x: V128, lane: number, y: Expression<T>): V128 =>
    expression('v128', x.bytes, y.bytes, vectorCode(code.replaceLane), lane),
  /** Writes one lane to memory. */
  storeLane: (address: I32, x: V128, lane: number): Statement => ({
    bytes: [address.bytes, x.bytes, vectorCode(code.loadLane + 4), 0, 0, lane]
  }),
  /** Every lane is x. */
  splat: vectorUnary<T>(code.splat),
  equal: vectorBinary(code.compare),
  less: vectorBinary(code.compare + 2),
  greater: vectorBinary(code.compare + 3),
  atMost: vectorBinary(code.compare + 4),
  atLeast: vectorBinary(code.compare + 5),
  absolute: vectorUnary(code.arithmetic),
  negate: vectorUnary(code.arithmetic + 1),
  squareRoot: vectorUnary(code.arithmetic + 3),
  add: vectorBinary(code.arithmetic + 4),
  subtract: vectorBinary(code.arithmetic + 5),
  multiply: vectorBinary(code.arithmetic + 6),
  divide: vectorBinary(code.arithmetic + 7),
  minimum: vectorBinary(code.arithmetic + 8),
  maximum: vectorBinary(code.arithmetic + 9)
})

/** Vectors of four numbers in single precision. A comparison gives a mask. */
export const f32x4 = {
  ...vectors<'f32'>({
    loadSplat: 0x09,
    loadLane: 0x56,
    replaceLane: 0x20,
    splat: 0x13,
    compare: 0x41,
    arithmetic: 0xe0
  }),
  nearest: vectorUnary(0x6a),
  lane: (x: V128, lane: number): F32 => expression('f32', x.bytes, vectorCode(0x1f), lane)
}

/** Vectors of two numbers in double precision. A comparison gives a mask. */
export const f64x2 = {
  ...vectors<'f64'>({
    loadSplat: 0x0a,
    loadLane: 0x57,
    replaceLane: 0x22,
    splat: 0x14,
    compare: 0x47,
    arithmetic: 0xec
  }),
  nearest: vectorUnary(0x94),
  lane: (x: V128, lane: number): F64 => expression('f64', x.bytes, vectorCode(0x21), lane)
}
