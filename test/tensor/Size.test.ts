import { describe, expectTypeOf, it } from 'vitest'

import type {
  CeilDivide,
  Extent,
  FloorDivide,
  Minus,
  PerGroup,
  Plus,
  Product,
  Slide,
  Times
} from '../../src/tensor/Size.js'

// The type checker runs these tests at compile time. At run time they do nothing.

/** A stand-in for a tensor. Its shape type is invariant, like that of a tensor. */
type Box<Shape extends readonly number[]> = { readonly same: (shape: Shape) => Shape }

const box: <const Shape extends readonly number[]>(...shape: Shape) => Box<Shape> = () => ({ same: shape => shape })

const concatenate: <A extends number, B extends number>(
  first: Box<readonly [A]>,
  second: Box<readonly [B]>
) => Box<readonly [Plus<A, B>]> = () => ({ same: shape => shape })

type Convolved<H extends number, W extends number, K extends number, S extends number, P extends number> = readonly [
  Slide<H, K, S, P>,
  Slide<W, K, S, P>
]

const convolve: <
  C extends number,
  H extends number,
  W extends number,
  K extends number,
  S extends number,
  P extends number
>(
  image: Box<readonly [C, H, W]>,
  kernel: K,
  stride: S,
  padding: P
) => Box<readonly [C, ...Convolved<H, W, K, S, P>]> = () => ({ same: shape => shape })

const flatten: <Shape extends readonly number[]>(box: Box<Shape>) => Box<readonly [Product<Shape>]> = () => ({
  same: shape => shape
})

/** The result for generic operands is a number and can be an operand again. */
const halve = <A extends number, B extends number>(
  sum: Plus<A, B>
): [number, Box<readonly [FloorDivide<Plus<A, B>, 2>]>] => [sum, { same: shape => shape }]

// The type annotations hide the literal values from the type checker.
const four: number = 4
const sizes: readonly number[] = [3, four]

/** All uses of a generic size that need no cast. */
type Generic<A extends number, B extends number, C extends number, D extends number> = readonly [
  Plus<Plus<A, B>, Minus<C, D>>,
  Times<Minus<A, B>, FloorDivide<C, D>>,
  FloorDivide<Slide<A, B, C, D>, Product<readonly [A, B]>>,
  Slide<Slide<A, B, C, D>, B, C, D>,
  Product<Convolved<A, A, B, C, D>>
]

describe('Size', () => {
  it('adds', () => {
    expectTypeOf<Plus<2, 3>>().toEqualTypeOf<5>()
    expectTypeOf<Plus<0, 7>>().toEqualTypeOf<7>()
    expectTypeOf<Plus<7, 0>>().toEqualTypeOf<7>()
    expectTypeOf<Plus<1, 99999>>().toEqualTypeOf<100000>()
    expectTypeOf<Plus<99999, 1>>().toEqualTypeOf<100000>()
    expectTypeOf<Plus<123456789, 987654321>>().toEqualTypeOf<1111111110>()
  })

  it('subtracts', () => {
    expectTypeOf<Minus<5, 3>>().toEqualTypeOf<2>()
    expectTypeOf<Minus<5, 0>>().toEqualTypeOf<5>()
    expectTypeOf<Minus<1000, 1>>().toEqualTypeOf<999>()
    expectTypeOf<Minus<1000, 999>>().toEqualTypeOf<1>()
    expectTypeOf<Minus<1000000000, 123456789>>().toEqualTypeOf<876543211>()
  })

  it('multiplies', () => {
    expectTypeOf<Times<2, 3>>().toEqualTypeOf<6>()
    expectTypeOf<Times<1, 512>>().toEqualTypeOf<512>()
    expectTypeOf<Times<100, 100>>().toEqualTypeOf<10000>()
    expectTypeOf<Times<12345, 6789>>().toEqualTypeOf<83810205>()
    expectTypeOf<Times<94906265, 94906265>>().toEqualTypeOf<9007199136250225>()
  })

  it('divides, rounding down', () => {
    expectTypeOf<FloorDivide<6, 2>>().toEqualTypeOf<3>()
    expectTypeOf<FloorDivide<7, 2>>().toEqualTypeOf<3>()
    expectTypeOf<FloorDivide<7, 7>>().toEqualTypeOf<1>()
    expectTypeOf<FloorDivide<7, 1>>().toEqualTypeOf<7>()
    expectTypeOf<FloorDivide<1000000, 7>>().toEqualTypeOf<142857>()
    expectTypeOf<FloorDivide<987654321, 12345>>().toEqualTypeOf<80004>()
  })

  it('multiplies the sizes of a shape', () => {
    expectTypeOf<Product<readonly []>>().toEqualTypeOf<1>()
    expectTypeOf<Product<readonly [7]>>().toEqualTypeOf<7>()
    expectTypeOf<Product<[2, 3]>>().toEqualTypeOf<6>()
    expectTypeOf<Product<readonly [5, 26, 26]>>().toEqualTypeOf<3380>()
    expectTypeOf<Product<readonly [1, 224, 224]>>().toEqualTypeOf<50176>()
    expectTypeOf<Product<readonly [64, 224, 224, 512]>>().toEqualTypeOf<1644167168>()
  })

  it('counts the positions of a sliding window', () => {
    expectTypeOf<Slide<28, 3, 1, 0>>().toEqualTypeOf<26>()
    expectTypeOf<Slide<7, 3, 2, 1>>().toEqualTypeOf<4>()
    expectTypeOf<Slide<8, 3, 2, 0>>().toEqualTypeOf<3>()
    expectTypeOf<Slide<3, 3, 1, 0>>().toEqualTypeOf<1>()
    expectTypeOf<Slide<1, 3, 2, 1>>().toEqualTypeOf<1>()
    expectTypeOf<Slide<224, 7, 2, 3>>().toEqualTypeOf<112>()
    expectTypeOf<Slide<1000000000, 1000, 10, 5>>().toEqualTypeOf<99999902>()
  })

  it('gives number if an operand is known only at run time', () => {
    expectTypeOf<Plus<number, 3>>().toEqualTypeOf<number>()
    expectTypeOf<Minus<3, number>>().toEqualTypeOf<number>()
    expectTypeOf<Times<number, number>>().toEqualTypeOf<number>()
    expectTypeOf<FloorDivide<number, 2>>().toEqualTypeOf<number>()
    expectTypeOf<Slide<number, 3, 1, 0>>().toEqualTypeOf<number>()
    expectTypeOf<Slide<28, number, 1, 0>>().toEqualTypeOf<number>()
    expectTypeOf<Slide<28, 3, number, 0>>().toEqualTypeOf<number>()
    expectTypeOf<Slide<28, 3, 1, number>>().toEqualTypeOf<number>()
    expectTypeOf<Product<readonly [number, 3]>>().toEqualTypeOf<number>()
    expectTypeOf<Product<readonly [2, number, 3]>>().toEqualTypeOf<number>()
  })

  it('gives number if the length of a shape is known only at run time', () => {
    expectTypeOf<Product<readonly number[]>>().toEqualTypeOf<number>()
    expectTypeOf<Product<readonly [2, ...number[]]>>().toEqualTypeOf<number>()
    expectTypeOf<Product<readonly 2[]>>().toEqualTypeOf<number>()
  })

  it('gives never if the result is zero or less', () => {
    expectTypeOf<Plus<0, 0>>().toEqualTypeOf<never>()
    expectTypeOf<Minus<3, 3>>().toEqualTypeOf<never>()
    expectTypeOf<Minus<3, 5>>().toEqualTypeOf<never>()
    expectTypeOf<Minus<99, 100>>().toEqualTypeOf<never>()
    expectTypeOf<Times<0, 3>>().toEqualTypeOf<never>()
    expectTypeOf<Times<3, 0>>().toEqualTypeOf<never>()
    expectTypeOf<FloorDivide<2, 7>>().toEqualTypeOf<never>()
    expectTypeOf<FloorDivide<7, 0>>().toEqualTypeOf<never>()
    expectTypeOf<Product<readonly [3, 0, 2]>>().toEqualTypeOf<never>()
    expectTypeOf<Slide<2, 3, 1, 0>>().toEqualTypeOf<never>()
    expectTypeOf<Slide<2, 5, 1, 1>>().toEqualTypeOf<never>()
    expectTypeOf<Slide<5, 3, 0, 0>>().toEqualTypeOf<never>()
  })

  it('gives never for an operand that is not a size', () => {
    expectTypeOf<Plus<-3, 5>>().toEqualTypeOf<never>()
    expectTypeOf<Minus<5, -3>>().toEqualTypeOf<never>()
    expectTypeOf<Times<0.5, 2>>().toEqualTypeOf<never>()
    expectTypeOf<FloorDivide<6, -2>>().toEqualTypeOf<never>()
    expectTypeOf<Slide<5, 3, 1, -1>>().toEqualTypeOf<never>()
    expectTypeOf<Slide<Minus<3, 5>, 3, 1, 1>>().toEqualTypeOf<never>()
    expectTypeOf<Product<readonly [2, Minus<3, 5>]>>().toEqualTypeOf<never>()
  })

  it('gives number for results that float64 cannot represent exactly', () => {
    expectTypeOf<Plus<9007199254740991, 1>>().toEqualTypeOf<9007199254740992>()
    expectTypeOf<Plus<9007199254740991, 2>>().toEqualTypeOf<number>()
    expectTypeOf<Times<999999999, 999999999>>().toEqualTypeOf<number>()
  })

  it('rounds up, stretches windows, and divides channels into groups', () => {
    expectTypeOf<[CeilDivide<7, 2>, CeilDivide<8, 2>, CeilDivide<1, 9>, CeilDivide<5, 1>]>().toEqualTypeOf<
      [4, 4, 1, 5]
    >()
    expectTypeOf<[CeilDivide<number, 2>, CeilDivide<7, number>]>().toEqualTypeOf<[number, number]>()
    expectTypeOf<[Extent<3, 1>, Extent<3, 2>, Extent<1, 9>, Extent<5, 4>]>().toEqualTypeOf<[3, 5, 1, 17]>()
    expectTypeOf<[Extent<number, 2>, Extent<3, number>]>().toEqualTypeOf<[number, number]>()
    expectTypeOf<[PerGroup<8, 1>, PerGroup<8, 4>, PerGroup<number, 2>]>().toEqualTypeOf<[8, 2, number]>()
  })

  it('distributes over unions', () => {
    expectTypeOf<Plus<19 | 20, 1 | 100>>().toEqualTypeOf<20 | 21 | 119 | 120>()
    expectTypeOf<Minus<30 | 5, 2 | 9>>().toEqualTypeOf<28 | 21 | 3>()
    expectTypeOf<Times<12 | 3, 4 | 50>>().toEqualTypeOf<48 | 600 | 12 | 150>()
    expectTypeOf<FloorDivide<10 | 20, 2 | 5>>().toEqualTypeOf<5 | 2 | 10 | 4>()
    expectTypeOf<Slide<28 | 128, 3 | 10, 2 | 20, 0 | 12>>().toEqualTypeOf<
      13 | 2 | 25 | 3 | 10 | 1 | 22 | 63 | 7 | 75 | 8 | 60 | 6 | 72
    >()
  })

  it('resolves when a generic function is called', () => {
    expectTypeOf(concatenate(box(3), box(4))).toEqualTypeOf<Box<readonly [7]>>()
    expectTypeOf(convolve(box(5, 28, 14), 3, 1, 0)).toEqualTypeOf<Box<readonly [5, 26, 12]>>()
    expectTypeOf(flatten(convolve(box(5, 28, 28), 3, 1, 0))).toEqualTypeOf<Box<readonly [3380]>>()
    expectTypeOf(concatenate(box(3), box(four))).toEqualTypeOf<Box<readonly [number]>>()
    expectTypeOf(flatten(box(...sizes))).toEqualTypeOf<Box<readonly [number]>>()
    expectTypeOf(halve<3, 4>(7)).toEqualTypeOf<[number, Box<readonly [3]>]>()
    expectTypeOf<Generic<30, 3, 2, 1>>().toEqualTypeOf<readonly [34, 54, never, 8, 225]>()
  })

  it('rejects wrong sizes', () => {
    // @ts-expect-error: 2 + 3 is not 6
    expectTypeOf<Plus<2, 3>>().toEqualTypeOf<6>()
    // @ts-expect-error: a string is not a size, not even a string of digits
    expectTypeOf<Plus<'2', 3>>()
    // @ts-expect-error: 3 + 4 is not 8
    const eight: Box<readonly [8]> = concatenate(box(3), box(4))
    // @ts-expect-error: a window of 5 does not fit into 3, so the output size is never
    const none: Box<readonly [1, 1, 1]> = convolve(box(1, 3, 3), 5, 1, 0)
    // @ts-expect-error: a size known at run time need not be 7
    const seven: Box<readonly [7]> = concatenate(box(3), box(four))
    expectTypeOf([eight, none, seven]).toBeArray()
  })
})
