/**
 * Typed instructions of WebAssembly, with vector instructions.
 *
 * An `Expression<T>` leaves one value of type T on the stack, a `Statement` none, so the TypeScript compiler checks operands. The
 * codes are those of the WebAssembly specification 2.0, chapter 5. `module.ts` makes functions and modules of them.
 */

/** The types of values. A `v128` is two float64 or four float32 numbers side by side. */
export type Type = 'i32' | 'f32' | 'f64' | 'v128'

/** Bytes in nested lists, flattened once, when the module is encoded. A definition is the index of its function. */
export type Bytes = number | Definition | readonly Bytes[]

/** Instructions that leave one value of type T on the stack. */
export interface Expression<out T extends Type> {
  readonly type: T
  readonly bytes: Bytes
}

/** Instructions that leave nothing on the stack. */
export interface Statement {
  readonly bytes: Bytes
}

/** A local variable or parameter of a function. As an expression, it is its value. */
export interface Local<out T extends Type> extends Expression<T> {
  readonly index: number
}

type I32 = Expression<'i32'>
type F32 = Expression<'f32'>
type F64 = Expression<'f64'>
type V128 = Expression<'v128'>

/** A function: its parameters, its results, its further local variables and its body. */
export interface Definition<out P extends readonly Type[] = readonly Type[], out R extends Type = Type> {
  readonly parameters: P
  readonly results: readonly R[]
  readonly locals: readonly Type[]
  readonly body: Bytes
}

export const valueTypes: { readonly [T in Type]: number } = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b }

/** An unsigned number in LEB128: seven bits per byte, lowest first, the highest bit set on all bytes but the last. */
export const unsigned = (x: number): Bytes => (x < 0x80 ? x : [(x % 0x80) + 0x80, unsigned(Math.floor(x / 0x80))])

/** A signed number in LEB128. */
const signed = (x: number): Bytes => (x >= -0x40 && x < 0x40 ? x & 0x7f : [(x & 0x7f) + 0x80, signed(x >> 7)])

const floating = (numbers: Float32Array | Float64Array): Bytes => Array.from(new Uint8Array(numbers.buffer))

export const expression = <T extends Type>(type: T, ...bytes: readonly Bytes[]): Expression<T> => ({ type, bytes })

/** An instruction with one operand, and with two operands of one type. */
const unary =
  <A extends Type, T extends Type>(type: T, ...code: readonly Bytes[]) =>
  (x: Expression<A>): Expression<T> =>
    expression(type, x.bytes, code)
const binary =
  <A extends Type, T extends Type>(type: T, ...code: readonly Bytes[]) =>
  (x: Expression<A>, y: Expression<A>): Expression<T> =>
    expression(type, x.bytes, y.bytes, code)

/** The prefix of vector instructions. */
const vectorCode = (code: number): Bytes => [0xfd, unsigned(code)]
const vectorUnary = <A extends Type = 'v128'>(code: number) => unary<A, 'v128'>('v128', vectorCode(code))
const vectorBinary = (code: number) => binary<'v128', 'v128'>('v128', vectorCode(code))

/** An instruction that reads memory at an address plus a constant offset in bytes. */
const loading =
  <T extends Type>(type: T, ...code: readonly Bytes[]) =>
  (address: I32, offset = 0): Expression<T> =>
    expression(type, address.bytes, code, 0, unsigned(offset))
/** An instruction that writes memory at an address plus a constant offset in bytes. */
const storing =
  <T extends Type>(...code: readonly Bytes[]) =>
  (address: I32, value: Expression<T>, offset = 0): Statement => ({
    bytes: [address.bytes, value.bytes, code, 0, unsigned(offset)]
  })

/** Integers of 32 bits: counters and addresses. Comparisons are signed and give 1 or 0. */
export const i32 = {
  const: (x: number): I32 => expression('i32', 0x41, signed(x)),
  load: loading('i32', 0x28),
  store: storing<'i32'>(0x36),
  equal: binary<'i32', 'i32'>('i32', 0x46),
  less: binary<'i32', 'i32'>('i32', 0x48),
  add: binary<'i32', 'i32'>('i32', 0x6a),
  subtract: binary<'i32', 'i32'>('i32', 0x6b),
  multiply: binary<'i32', 'i32'>('i32', 0x6c),
  and: binary<'i32', 'i32'>('i32', 0x71),
  shiftLeft: binary<'i32', 'i32'>('i32', 0x74),
  shiftRight: binary<'i32', 'i32'>('i32', 0x75)
}

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
  ...scalars('f64', { load: 0x2b, store: 0x39, compare: 0x61, arithmetic: 0x99 })
}

/** Vectors as 128 bits. */
export const v128 = {
  load: loading('v128', vectorCode(0x00)),
  store: storing<'v128'>(vectorCode(0x0b)),
  and: vectorBinary(0x4e),
  or: vectorBinary(0x50),
  xor: vectorBinary(0x51),
  /** The bits of x where the mask is 1, otherwise those of y. */
  select: (x: V128, y: V128, mask: V128): V128 => expression('v128', x.bytes, y.bytes, mask.bytes, vectorCode(0x52))
}

const vectors = <T extends 'f32' | 'f64'>(code: {
  readonly loadSplat: number
  readonly splat: number
  readonly compare: number
  readonly arithmetic: number
}) => ({
  /** Every lane is the number at an address. */
  loadSplat: loading('v128', vectorCode(code.loadSplat)),
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
  ...vectors<'f32'>({ loadSplat: 0x09, splat: 0x13, compare: 0x41, arithmetic: 0xe0 }),
  nearest: vectorUnary(0x6a),
  lane: (x: V128, lane: number): F32 => expression('f32', x.bytes, vectorCode(0x1f), lane)
}

/** Vectors of two numbers in double precision. A comparison gives a mask. */
export const f64x2 = {
  ...vectors<'f64'>({ loadSplat: 0x0a, splat: 0x14, compare: 0x47, arithmetic: 0xec }),
  nearest: vectorUnary(0x94),
  lane: (x: V128, lane: number): F64 => expression('f64', x.bytes, vectorCode(0x21), lane)
}

/** x where the condition is not 0, otherwise y. Both are computed. */
export const select = <T extends Type>(condition: I32, x: Expression<T>, y: Expression<T>): Expression<T> =>
  expression(x.type, x.bytes, y.bytes, condition.bytes, x.type === 'v128' ? [0x1c, 1, valueTypes.v128] : 0x1b)

/** Assigns a value to a local variable. */
export const set = <T extends Type>({ index }: Local<T>, value: Expression<T>): Statement => ({
  bytes: [value.bytes, 0x21, unsigned(index)]
})

export const inBlock = (statements: readonly Statement[]): Bytes => statements.map(({ bytes }) => bytes)

/** Runs statements where the condition is not 0. */
export const when = (condition: I32, statements: readonly Statement[]): Statement => ({
  bytes: [condition.bytes, 0x04, 0x40, inBlock(statements), 0x0b]
})

/** Runs statements as long as the condition is not 0. The condition is evaluated before every pass. */
export const loopWhile = (condition: I32, statements: readonly Statement[]): Statement =>
  when(condition, [{ bytes: [0x03, 0x40, inBlock(statements), condition.bytes, 0x0d, 0, 0x0b] }])

/** `for (let i = from; i < to; i += step)`. */
export const loopFrom = (
  i: Local<'i32'>,
  from: I32,
  to: I32,
  step: I32,
  statements: readonly Statement[]
): readonly Statement[] => [set(i, from), loopWhile(i32.less(i, to), [...statements, set(i, i32.add(i, step))])]
