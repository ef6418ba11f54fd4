import * as fc from 'fast-check'

/** Draws the next number in [0, 1). */
type Uniform = () => number

/** Generator of long rows: fast-check's own takes too long for a hundred thousand numbers, so it only draws the seed. */
const uniform = (start: number): Uniform => {
  let state = start
  // Mulberry32.
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A number as a function of a generator. */
type Draw = (next: Uniform) => number

const between =
  (low: number, high: number): Draw =>
  next =>
    low + (high - low) * next()

const oneOf =
  (...draws: readonly Draw[]): Draw =>
  next =>
    draws[Math.floor(next() * draws.length)]?.(next) ?? 0

const always =
  (...numbers: readonly number[]): Draw =>
  next =>
    numbers[Math.floor(next() * numbers.length)] ?? 0

/** Away from zero, of both signs. */
const ordinary = oneOf(between(0.1, 2), between(-2, -0.1))
/** Numbers of both signs at which tanh and similar functions are flat. */
const saturated = oneOf(between(5, 30), between(-30, -5))

/** Of both signs, with a magnitude between two powers of ten. */
const farFrom =
  (least: number, most: number): Draw =>
  next =>
    (next() < 0.5 ? -1 : 1) * 10 ** between(least, most)(next)

/** Draws a whole row. */
type Palette = (next: Uniform, size: number) => Float64Array

const each =
  (draw: Draw): Palette =>
  (next, size) => {
    const row = new Float64Array(size)
    for (let i = 0; i < size; i++) row[i] = draw(next)
    return row
  }

/** Only two different numbers, so that entries are tied. */
const tied: Palette = (next, size) => each(always(ordinary(next), ordinary(next)))(next, size)

/** The palettes that a tensor may be drawn from. */
export const palettes = {
  /** No zeros and no ties: almost surely no kink. */
  generic: [each(ordinary), each(between(-2, 2)), each(ordinary)],
  /** Zeros of both signs, ones, ties, saturated numbers: the numbers that find mistakes. */
  special: [
    each(ordinary),
    each(oneOf(ordinary, always(0, -0, 1, -1), saturated)),
    each(always(0, -0)),
    each(saturated),
    tied,
    each(always(-3, -2, -1, 0, 1, 2, 3))
  ],
  /** Small integers, on which sums and products are exact. */
  integers: [each(always(-3, -2, -1, 0, 1, 2, 3))],
  /** Numbers of up to 10³, for which every layer must stay finite. */
  large: [each(between(-1000, 1000)), each(always(-1000, 0, 1000)), each(oneOf(ordinary, between(-1000, 1000)))],
  /** Numbers of any magnitude. */
  far: [each(farFrom(-9, 3)), each(farFrom(-2, 2)), each(oneOf(ordinary, farFrom(-9, 3)))]
} as const satisfies Record<string, readonly Palette[]>

/**
 * The name of a palette of numbers.
 *
 *     generic    no zeros and no ties: almost surely no kink
 *     special    zeros of both signs, ones, ties, saturated numbers: the numbers that find mistakes
 *     integers   small integers, on which sums and products are exact
 *     large      numbers of up to 10³, for which every layer must stay finite
 *     far        numbers from 10⁻⁹ to 10³, of every magnitude alike
 */
export type PaletteName = keyof typeof palettes

/** The required cases that a row covers. */
export const kindsOf = (numbers: Float64Array): readonly string[] => [
  ...(numbers.some(x => x < 0) ? ['negative'] : []),
  ...(numbers.some(x => Object.is(x, 0)) ? ['zero'] : []),
  ...(numbers.some(x => Object.is(x, -0)) ? ['negative zero'] : []),
  ...(numbers.some(x => Math.abs(x) >= 5) ? ['saturated'] : []),
  ...(new Set(numbers.map(x => x + 0)).size < numbers.length ? ['ties'] : []),
  ...(numbers.some(x => Math.abs(x) > 100) ? ['large'] : [])
]

/** The cases that draws from a palette must cover. */
export const kindsIn: Readonly<Record<PaletteName, readonly string[]>> = {
  generic: ['negative'],
  special: ['negative', 'zero', 'saturated', 'ties'],
  integers: ['negative', 'zero', 'ties'],
  large: ['negative', 'zero', 'large'],
  far: ['negative', 'large']
}

/**
 * Generates rows of numbers. Each row is drawn from one variant of the palette, so some rows are all zeros, some all equal,
 * and some mix everything. Rows shrink to zeros first, then to integers, then to ones.
 *
 * @param size length of the rows
 * @example const rows = fc.sample(numbers(4, 'special'), 10)
 */
export const numbers = (size: number, palette: PaletteName): fc.Arbitrary<Float64Array> => new Row(size, palette)

/** Simpler numbers for the shrinking: ones before integers before halves before all others. */
const simpler = (x: number): readonly number[] => {
  const sign = Math.sign(x)
  const choices = [sign, Math.trunc(x), Math.round(2 * x) / 2]
  const rank = [sign, Math.trunc(x), Math.round(2 * x) / 2].indexOf(x)
  return (rank === -1 ? choices : choices.slice(0, rank)).filter(y => y !== 0 && y !== x)
}

/**
 * Rows to shrink to: first with zeros in the whole row, its halves, its quarters, …, then with simpler numbers. The context is
 * the length of the zeroed piece, so that the next shrink does not retry longer pieces.
 */
function* smaller(row: Float64Array, longest: number): Generator<fc.Value<Float64Array>> {
  const places: number[] = []
  row.forEach((x, i) => {
    if (!Object.is(x, 0)) places.push(i)
  })
  for (let length = longest; places.length > 0; length = Math.ceil(length / 2)) {
    for (const piece of new Set(places.map(i => Math.floor(i / length))))
      yield new fc.Value(row.slice().fill(0, piece * length, (piece + 1) * length), length)
    if (length <= 1) break
  }
  for (const i of places) for (const y of simpler(row[i] ?? 0)) yield new fc.Value(row.with(i, y), 1)
}

class Row extends fc.Arbitrary<Float64Array> {
  private readonly size: number
  private readonly palette: PaletteName

  constructor(size: number, palette: PaletteName) {
    super()
    this.size = size
    this.palette = palette
  }

  override generate(random: fc.Random): fc.Value<Float64Array> {
    const choices: readonly Palette[] = palettes[this.palette]
    const draw = choices[random.nextInt(0, choices.length - 1)]
    return new fc.Value(
      draw?.(uniform(random.nextInt(-(2 ** 31), 2 ** 31 - 1)), this.size) ?? new Float64Array(this.size),
      undefined
    )
  }

  override canShrinkWithoutContext(value: unknown): value is Float64Array {
    return value instanceof Float64Array && value.length === this.size
  }

  override shrink(row: Float64Array, longest: unknown): fc.Stream<fc.Value<Float64Array>> {
    return fc.stream(smaller(row, typeof longest === 'number' ? longest : row.length))
  }
}
