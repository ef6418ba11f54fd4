/**
 * The core of the typed instructions of WebAssembly: types, control, integers and vectors in memory. A bundle with products of
 * matrices contains these; `instructions.ts` has all others.
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

/** A function: its parameters, its results, its further local variables and its body. */
export interface Definition<out P extends readonly Type[] = readonly Type[], out R extends Type = Type> {
  readonly parameters: P
  readonly results: readonly R[]
  readonly locals: readonly Type[]
  readonly body: Bytes
  /** Name of a function of JavaScript that is imported; its body is empty. */
  readonly imported?: string
}

export const valueTypes: { readonly [T in Type]: number } = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b }

/** An unsigned number in LEB128: seven bits per byte, lowest first, the highest bit set on all bytes but the last. */
export const unsigned = (x: number): Bytes => (x < 0x80 ? x : [(x % 0x80) + 0x80, unsigned(Math.floor(x / 0x80))])

/** A signed number in LEB128. */
const signed = (x: number): Bytes => (x >= -0x40 && x < 0x40 ? x & 0x7f : [(x & 0x7f) + 0x80, signed(x >> 7)])

export const expression = <T extends Type>(type: T, ...bytes: readonly Bytes[]): Expression<T> => ({ type, bytes })

/** An instruction with one operand, and with two operands of one type. */
export const unary =
  <A extends Type, T extends Type>(type: T, ...code: readonly Bytes[]) =>
  (x: Expression<A>): Expression<T> =>
    expression(type, x.bytes, code)
export const binary =
  <A extends Type, T extends Type>(type: T, ...code: readonly Bytes[]) =>
  (x: Expression<A>, y: Expression<A>): Expression<T> =>
    expression(type, x.bytes, y.bytes, code)

/** The prefix of vector instructions. */
export const vectorCode = (code: number): Bytes => [0xfd, unsigned(code)]
/** An instruction that reads memory at an address plus a constant offset in bytes. */
export const loading =
  <T extends Type>(type: T, ...code: readonly Bytes[]) =>
  (address: I32, offset = 0): Expression<T> =>
    expression(type, address.bytes, code, 0, unsigned(offset))
/** An instruction that writes memory at an address plus a constant offset in bytes. */
export const storing =
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
  and: binary<'i32', 'i32'>('i32', 0x71)
}

/** The two float64 or four float32 numbers at an address. */
export const loadVector = loading('v128', vectorCode(0x00))
export const storeVector = storing<'v128'>(vectorCode(0x0b))

/**
 * The elements of two vectors by turns, x0, y0, x1, y1, …, as two vectors: those of the first halves and those of the second halves.
 *
 * @param bytes size of an element
 */
export const interleaved = (
  x: Expression<'v128'>,
  y: Expression<'v128'>,
  bytes: number
): readonly [Expression<'v128'>, Expression<'v128'>] => {
  const half = (from: number): Expression<'v128'> => {
    const lanes = Array.from({ length: 16 }, (_, i) => {
      const place = Math.floor(i / bytes)
      return (place % 2) * 16 + from + (place >> 1) * bytes + (i % bytes)
    })
    return expression('v128', x.bytes, y.bytes, vectorCode(0x0d), lanes)
  }
  return [half(0), half(8)]
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
