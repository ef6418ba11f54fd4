/**
 * Arithmetic on sizes, done by the type checker.
 *
 * A size known before the program runs is a number literal type, so the size of a layer's output can be worked out while
 * the program is being checked: `Slide<28, 3, 1, 0>` is `26`. TypeScript cannot add types, but it can take text apart.
 * So numbers are treated as at school: column by column from the last digit, carrying and borrowing. The digits of a
 * number are text with the last digit first ('48' is 84), because a type takes text apart from the front. A digit is
 * counted out in tally marks: a tuple, whose length TypeScript knows.
 *
 * - `number`, a size known only at run time, in any operand gives `number`.
 * - A result of zero or less is not a size and gives `never`, as does an operand that is negative or not whole.
 * - An operand that is still a type parameter keeps the result open until the parameter is known.
 * - A result that a number cannot hold exactly, which lies beyond 2 ** 53, gives `number`.
 */

/** The sum: `Plus<2, 3>` is `5`. */
export type Plus<A extends number, B extends number> = Known<A | B, Add<Digits<A>, Digits<B>>>

/** The sum of two sizes, as a value of the type that says so. */
export const plus = <A extends number, B extends number>(a: A, b: B): Plus<A, B> =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the checker cannot relate `+` to arithmetic on types
  (a + b) as Plus<A, B>

/** The difference: `Minus<5, 3>` is `2`, `Minus<3, 5>` is `never`. */
export type Minus<A extends number, B extends number> = Known<A | B, Subtract<Digits<A>, Digits<B>>>

/** The product: `Times<2, 3>` is `6`. */
export type Times<A extends number, B extends number> = Known<A | B, Multiply<Digits<A>, Digits<B>>>

/** The quotient without its fraction: `FloorDivide<7, 2>` is `3`, `FloorDivide<2, 7>` is `never`. */
export type FloorDivide<A extends number, B extends number> = Known<A | B, Divide<Digits<A>, Digits<B>>>

/** The number of elements of a shape: `Product<readonly [5, 26, 26]>` is `3380`. */
export type Product<Shape extends readonly number[]> = Known<Shape[number] | Shape['length'], MultiplyAll<Shape>>

/** The number of elements of a shape, as a value of the type that says so. */
export const product = <Shape extends readonly number[]>(shape: Shape): Product<Shape> =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- as in `plus`
  shape.reduce((product, size) => product * size, 1) as Product<Shape>

/** The number of places for a sliding window, floor((size + 2 * padding - kernel) / stride) + 1, or `never` if none. */
export type Slide<Size extends number, Kernel extends number, Stride extends number, Padding extends number> = Known<
  Size | Kernel | Stride | Padding,
  Add<Divide<Room<Size, Kernel, Padding>, Digits<Stride>>, '1'>
>

/** The number of places for a sliding window, as a value of the type that says so; zero or less if there are none. */
export const slide = <Size extends number, Kernel extends number, Stride extends number, Padding extends number>(
  size: Size,
  kernel: Kernel,
  stride: Stride,
  padding: Padding
): Slide<Size, Kernel, Stride, Padding> =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- as in `plus`
  (Math.floor((size + 2 * padding - kernel) / stride) + 1) as Slide<Size, Kernel, Stride, Padding>

/** How far the window can move, which may be zero: size + 2 * padding - kernel. */
type Room<Size extends number, Kernel extends number, Padding extends number> = Subtract<
  Add<Digits<Size>, Multiply<Digits<Padding>, '2'>>,
  Digits<Kernel>
>

type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9'

/** A digit D in tally marks is Tally[D]. */
type Tally = [[], [1], [1, 1], [1, 1, 1], Four, [...Four, 1], [...Four, 1, 1], [...Four, 1, 1, 1], Eight, [...Eight, 1]]
type Four = [1, 1, 1, 1]
type Eight = [...Four, ...Four]
type Ten = [...Eight, 1, 1]

/** The number with the given digits, if all operands are known. */
type Known<Operands, Result extends string> = number extends Operands ? number : Value<Reverse<Result>>

/** Reads a number, first digit first, without leading zeros; of zero itself nothing is left to read. */
type Value<Text extends string> = Text extends `0${infer Rest}`
  ? Value<Rest>
  : Text extends `${infer N extends number}`
    ? N
    : never

/** The digits of a number, last digit first. */
type Digits<N extends number> = Reverse<`${N}`>

/** Turns digits around; text that is not all digits ('-3', '0.5', 'negative') gives never. */
type Reverse<Text extends string, Result extends string = ''> = Text extends `${infer First extends Digit}${infer Rest}`
  ? Reverse<Rest, `${First}${Result}`>
  : Text extends ''
    ? Result
    : never

/** A + B: ten marks in a column are one mark in the next. */
type Add<A extends string, B extends string, Carry extends 1[] = [], Sum extends string = ''> = B extends ''
  ? Carry extends []
    ? `${Sum}${A}`
    : Add<A, '1', [], Sum>
  : A extends `${infer X extends Digit}${infer MoreA}`
    ? B extends `${infer Y extends Digit}${infer MoreB}`
      ? [...Tally[X], ...Tally[Y], ...Carry] extends infer Marks extends 1[]
        ? Marks extends [...Ten, ...infer Rest extends 1[]]
          ? Add<MoreA, MoreB, [1], `${Sum}${Rest['length']}`>
          : Add<MoreA, MoreB, [], `${Sum}${Marks['length']}`>
        : never
      : never
    : Add<'0', B, Carry, Sum>

/** A - B: a column with too few marks borrows ten from the next. */
type Subtract<A extends string, B extends string, Borrow extends 1[] = [], Result extends string = ''> = B extends ''
  ? Borrow extends []
    ? `${Result}${A}`
    : Subtract<A, '1', [], Result>
  : A extends `${infer X extends Digit}${infer MoreA}`
    ? B extends `${infer Y extends Digit}${infer MoreB}`
      ? Tally[X] extends [...Tally[Y], ...Borrow, ...infer Rest extends 1[]]
        ? Subtract<MoreA, MoreB, [], `${Result}${Rest['length']}`>
        : [...Ten, ...Tally[X]] extends [...Tally[Y], ...Borrow, ...infer Rest extends 1[]]
          ? Subtract<MoreA, MoreB, [1], `${Result}${Rest['length']}`>
          : never
      : never
    : 'negative'

/** A * B: adds A as often as a digit of B says, then moves A up a column for the next digit. */
type Multiply<A extends string, B extends string, Count extends 1[] = [], Sum extends string = ''> = A extends string
  ? B extends `${infer Y extends Digit}${infer MoreB}`
    ? Tally[Y] extends Count
      ? Multiply<`0${A}`, MoreB, [], Sum>
      : Multiply<A, B, [...Count, 1], Add<Sum, A>>
    : Sum
  : never // not reached; asking what A is takes the members of a union one at a time

/** The product of all sizes of a shape. */
type MultiplyAll<Shape, Result extends string = '1'> = Shape extends readonly [infer N extends number, ...infer Rest]
  ? MultiplyAll<Rest, Multiply<Digits<N>, Result>>
  : Result

/** A / B by long division: counts how often B can be taken away, then brings down the next digit of A. */
type Divide<A extends string, B extends string> = B extends '0' ? never : LongDivide<Reverse<A>, B>
type LongDivide<
  A extends string,
  B extends string,
  Remainder extends string = '',
  Count extends 1[] = [],
  Quotient extends string = ''
> =
  Subtract<Remainder, B> extends 'negative'
    ? A extends `${infer First extends Digit}${infer Rest}`
      ? LongDivide<Rest, B, `${First}${Remainder}`, [], `${Count['length']}${Quotient}`>
      : `${Count['length']}${Quotient}`
    : LongDivide<A, B, Subtract<Remainder, B>, [...Count, 1], Quotient>
