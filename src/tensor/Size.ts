/**
 * Arithmetic on sizes at compile time.
 *
 * A size known at compile time is a number literal type, so the type checker computes the output sizes of layers:
 * `Slide<28, 3, 1, 0>` is `26`. TypeScript cannot add number types, but it can split template literal types. The types here
 * use long arithmetic: digit by digit from the last one, with carry and borrow. A number is a string of digits with the last
 * digit first ('48' is 84), because a template literal type splits at the front. A digit is a tuple of that length.
 *
 * - `number`, a size known only at run time, in any operand gives `number`.
 * - A result of zero or less is not a size and gives `never`, as does an operand that is negative or not an integer.
 * - An operand that is still a type parameter leaves the result unresolved until the parameter is known.
 * - A result above 2 ** 53, which float64 may not represent exactly, gives `number`.
 */

/** The sum of two sizes at compile time: `Plus<2, 3>` is `5`. `number` if an operand is `number`. */
export type Plus<A extends number, B extends number> = Known<A | B, Add<Digits<A>, Digits<B>>>

/** Adds two sizes; the type of the result is their sum. */
export const plus = <A extends number, B extends number>(a: A, b: B): Plus<A, B> =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the checker cannot relate `+` to arithmetic on types
  (a + b) as Plus<A, B>

/**
 * The difference of two sizes at compile time: `Minus<5, 3>` is `2`, `Minus<3, 5>` is `never`. `number` if an operand is
 * `number`.
 */
export type Minus<A extends number, B extends number> = Known<A | B, Subtract<Digits<A>, Digits<B>>>

/** The product of two sizes at compile time: `Times<2, 3>` is `6`. `number` if an operand is `number`. */
export type Times<A extends number, B extends number> = Known<A | B, Multiply<Digits<A>, Digits<B>>>

/** Multiplies two sizes; the type of the result is their product. */
export const times = <A extends number, B extends number>(a: A, b: B): Times<A, B> =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- as in `plus`
  (a * b) as Times<A, B>

/**
 * The quotient of two sizes, rounded down, at compile time: `FloorDivide<7, 2>` is `3`, `FloorDivide<2, 7>` is `never`. `number`
 * if an operand is `number`.
 */
export type FloorDivide<A extends number, B extends number> = Known<A | B, Divide<Digits<A>, Digits<B>>>

/**
 * The number of elements of a shape at compile time: `Product<readonly [5, 26, 26]>` is `3380`. `number` if a size is `number`.
 */
export type Product<Shape extends readonly number[]> = Known<Shape[number] | Shape['length'], MultiplyAll<Shape>>

/** Multiplies the sizes of a shape; the type of the result is their product. */
export const product = <Shape extends readonly number[]>(shape: Shape): Product<Shape> =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- as in `plus`
  shape.reduce((product, size) => product * size, 1) as Product<Shape>

/**
 * The number of positions of a sliding window at compile time: the output size of convolution and pooling along one axis.
 *
 *     floor((size + 2 * padding - kernel) / stride) + 1
 *
 * `Slide<28, 3, 1, 0>` is `26`. `never` if the window does not fit, `number` if an operand is `number`.
 */
export type Slide<Size extends number, Kernel extends number, Stride extends number, Padding extends number> = Known<
  Size | Kernel | Stride | Padding,
  Add<Divide<Room<Size, Kernel, Padding>, Digits<Stride>>, '1'>
>

/** The number of positions of a sliding window, with the type `Slide`. Zero or less if the window does not fit. */
export const slide = <Size extends number, Kernel extends number, Stride extends number, Padding extends number>(
  size: Size,
  kernel: Kernel,
  stride: Stride,
  padding: Padding
): Slide<Size, Kernel, Stride, Padding> =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- as in `plus`
  (Math.floor((size + 2 * padding - kernel) / stride) + 1) as Slide<Size, Kernel, Stride, Padding>

/**
 * The quotient of two sizes, rounded up, at compile time: `CeilDivide<7, 2>` is `4`. `number` if an operand is `number`.
 */
export type CeilDivide<A extends number, B extends number> = B extends 1 ? A : FloorDivide<Plus<A, Minus<B, 1>>, B>

/**
 * The number of pixels from the first to the last element of a window at compile time, (kernel − 1) · dilation + 1:
 * `Extent<3, 2>` is `5`. `number` if an operand is `number`.
 */
export type Extent<Kernel extends number, Dilation extends number> = Dilation extends 1
  ? Kernel
  : Minus<Times<Kernel, Dilation>, Minus<Dilation, 1>>

/** The number of channels of one group at compile time: `PerGroup<8, 4>` is `2`. `number` if an operand is `number`. */
export type PerGroup<Channels extends number, Groups extends number> = Groups extends 1
  ? Channels
  : FloorDivide<Channels, Groups>

/** How far the window can move, possibly zero: size + 2 * padding - kernel. */
type Room<Size extends number, Kernel extends number, Padding extends number> = Subtract<
  Add<Digits<Size>, Multiply<Digits<Padding>, '2'>>,
  Digits<Kernel>
>

type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9'

/** Tally[D] is a tuple of D elements, for a digit D. */
type Tally = [[], [1], [1, 1], [1, 1, 1], Four, [...Four, 1], [...Four, 1, 1], [...Four, 1, 1, 1], Eight, [...Eight, 1]]
type Four = [1, 1, 1, 1]
type Eight = [...Four, ...Four]
type Ten = [...Eight, 1, 1]

/** The number with the digits `Result`, or `number` if an operand is `number`. */
type Known<Operands, Result extends string> = number extends Operands ? number : Value<Reverse<Result>>

/** Parses a number, first digit first, after dropping leading zeros. Zero gives never, because dropping zeros leaves nothing. */
type Value<Text extends string> = Text extends `0${infer Rest}`
  ? Value<Rest>
  : Text extends `${infer N extends number}`
    ? N
    : never

/** The digits of a number as a string, last digit first. */
type Digits<N extends number> = Reverse<`${N}`>

/** Reverses a string of digits. A string with any other character ('-3', '0.5', 'negative') gives never. */
type Reverse<Text extends string, Result extends string = ''> = Text extends `${infer First extends Digit}${infer Rest}`
  ? Reverse<Rest, `${First}${Result}`>
  : Text extends ''
    ? Result
    : never

/** A + B: a column of ten or more carries one into the next. */
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

/** A - B: a column that is too small borrows ten from the next. 'negative' if B is larger. */
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

/** A * B: adds A once for every unit of a digit of B, then shifts A by one column for the next digit. */
type Multiply<A extends string, B extends string, Count extends 1[] = [], Sum extends string = ''> = A extends string
  ? B extends `${infer Y extends Digit}${infer MoreB}`
    ? Tally[Y] extends Count
      ? Multiply<`0${A}`, MoreB, [], Sum>
      : Multiply<A, B, [...Count, 1], Add<Sum, A>>
    : Sum
  : never // never reached; the condition on A makes the type distribute over unions

/** The product of all sizes of a shape, as digits. */
type MultiplyAll<Shape, Result extends string = '1'> = Shape extends readonly [infer N extends number, ...infer Rest]
  ? MultiplyAll<Rest, Multiply<Digits<N>, Result>>
  : Result

/** A / B by long division: counts how many times B can be subtracted, then brings down the next digit of A. */
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
