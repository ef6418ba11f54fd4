/**
 * Numbers for tensors, with the ones that find mistakes, and a way to make a counterexample small.
 *
 * A draw first picks a palette for the whole row, then each number from it: so there are rows of only zeros, rows that
 * are all the same, and rows that mix everything. A smaller row has more zeros, then whole numbers, then ones.
 */
import * as fc from 'fast-check'

/** A number as a function of a generator. */
type Draw = (random: fc.Random) => number

const between =
  (low: number, high: number): Draw =>
  random =>
    low + (high - low) * (random.nextInt(0, 2 ** 30) / 2 ** 30)

const oneOf =
  (...draws: readonly Draw[]): Draw =>
  random =>
    draws[random.nextInt(0, draws.length - 1)]?.(random) ?? 0

const always =
  (...numbers: readonly number[]): Draw =>
  random =>
    numbers[random.nextInt(0, numbers.length - 1)] ?? 0

/** Away from zero, of both signs. */
const ordinary = oneOf(between(0.1, 2), between(-2, -0.1))
/** Where tanh and its like are flat, of both signs. */
const saturated = oneOf(between(5, 30), between(-30, -5))

/** Draws a whole row. */
type Palette = (random: fc.Random, size: number) => readonly number[]

const each =
  (draw: Draw): Palette =>
  (random, size) =>
    Array.from({ length: size }, () => draw(random))

/** Few different numbers, so that some are equal. */
const tied: Palette = (random, size) => {
  const few = [ordinary(random), ordinary(random)]
  return Array.from({ length: size }, () => few[random.nextInt(0, 1)] ?? 0)
}

/** The palettes that a tensor may be drawn from. */
export const palettes = {
  /** No zeros, no ties: no kink is met, except with probability zero. */
  generic: [each(ordinary), each(between(-2, 2)), each(ordinary)],
  /** Everything that finds mistakes. */
  special: [
    each(ordinary),
    each(oneOf(ordinary, always(0, -0, 1, -1), saturated)),
    each(always(0, -0)),
    each(saturated),
    tied,
    each(always(-3, -2, -1, 0, 1, 2, 3))
  ],
  /** Small whole numbers, with which sums and products are exact. */
  integers: [each(always(-3, -2, -1, 0, 1, 2, 3))],
  /** As large as a layer must bear. */
  large: [each(between(-1000, 1000)), each(always(-1000, 0, 1000)), each(oneOf(ordinary, between(-1000, 1000)))]
} as const satisfies Record<string, readonly Palette[]>

export type PaletteName = keyof typeof palettes

/** What a row contains, in words that a law may ask for. */
export const kindsOf = (numbers: readonly number[]): readonly string[] => [
  ...(numbers.some(x => x < 0) ? ['negative'] : []),
  ...(numbers.some(x => Object.is(x, 0)) ? ['zero'] : []),
  ...(numbers.some(x => Object.is(x, -0)) ? ['negative zero'] : []),
  ...(numbers.some(x => Math.abs(x) >= 5) ? ['saturated'] : []),
  ...(new Set(numbers.map(x => x + 0)).size < numbers.length ? ['ties'] : []),
  ...(numbers.some(x => Math.abs(x) > 100) ? ['large'] : [])
]

/** The rows of this palette; the tensors of a value have one palette each. */
export const numbers = (size: number, palette: PaletteName): fc.Arbitrary<readonly number[]> => new Row(size, palette)

/** Halves, quarters, … of a row: where zeros are tried next. */
function* chunks(size: number): Generator<readonly [from: number, to: number]> {
  for (let length = size; ; length = Math.ceil(length / 2)) {
    for (let from = 0; from < size; from += length) yield [from, Math.min(from + length, size)]
    if (length <= 1) return
  }
}

/** Numbers that are easier to compute with: ones before whole numbers before halves before all others. */
const simpler = (x: number): readonly number[] => {
  const sign = Math.sign(x)
  const choices = [sign, Math.trunc(x), Math.round(2 * x) / 2]
  const rank = [sign, Math.trunc(x), Math.round(2 * x) / 2].indexOf(x)
  return (rank === -1 ? choices : choices.slice(0, rank)).filter(y => y !== 0 && y !== x)
}

function* smaller(row: readonly number[]): Generator<fc.Value<readonly number[]>> {
  const isZero = (x: number | undefined) => Object.is(x, 0)
  if (row.length > 0)
    for (const [from, to] of chunks(row.length))
      if (!row.slice(from, to).every(isZero))
        yield new fc.Value(
          row.map((x, i) => (i >= from && i < to ? 0 : x)),
          undefined
        )
  for (const [i, x] of row.entries()) for (const y of simpler(x)) yield new fc.Value(row.with(i, y), undefined)
}

class Row extends fc.Arbitrary<readonly number[]> {
  private readonly size: number
  private readonly palette: PaletteName

  constructor(size: number, palette: PaletteName) {
    super()
    this.size = size
    this.palette = palette
  }

  override generate(random: fc.Random): fc.Value<readonly number[]> {
    const choices: readonly Palette[] = palettes[this.palette]
    const draw = choices[random.nextInt(0, choices.length - 1)]
    return new fc.Value(draw?.(random, this.size) ?? [], undefined)
  }

  override canShrinkWithoutContext(value: unknown): value is readonly number[] {
    return Array.isArray(value) && value.length === this.size
  }

  override shrink(row: readonly number[]): fc.Stream<fc.Value<readonly number[]>> {
    return fc.stream(smaller(row))
  }
}
