import { type Painter, type Palette } from '../Painter.js'
import { type Point } from './students.js'

/** Blue for 0, nearly white for ½, orange for 1. Colour-blind readers can distinguish them. */
export const undecided: Palette = [
  [8, 100, 176],
  [240, 240, 236],
  [236, 120, 16]
]

export interface Size {
  readonly columns: number
  readonly lines: number
}

/** n evenly spaced numbers from 0 to 1. */
const evenly = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => (n === 1 ? 0.5 : i / (n - 1)))

/**
 * Draws a function over the unit square: x1 to the right, x2 upwards.
 *
 *      1 |@@%*=-. |
 *     x2 |%#+-:   |
 *      0 |*=-.    |
 *        +--------+
 *         0  x1  1
 */
export const surface =
  (painter: Painter, { columns, lines }: Size) =>
  (f: (points: readonly Point[]) => readonly number[]): readonly string[] => {
    const across = evenly(columns)
    const rows = evenly(lines * painter.pixelsPerCharacter)
      .toReversed()
      .map(x2 => f(across.map(x1 => [x1, x2])))
    const line = (_: unknown, i: number): string => {
      const held = rows.slice(i * painter.pixelsPerCharacter, (i + 1) * painter.pixelsPerCharacter)
      return across.map((_, column) => painter.character(held.map(row => row[column] ?? NaN))).join('')
    }
    const label = (i: number): string =>
      i === 0 ? ' 1' : i === lines - 1 ? ' 0' : i === Math.floor((lines - 1) / 2) ? 'x2' : '  '
    const picture = Array.from({ length: lines }, line)
    const border = `   +${'-'.repeat(columns)}+`
    const middle = 'x1'.padStart(Math.floor(columns / 2)).padEnd(columns - 2)
    return [
      border,
      ...picture.map((pixels, i) => `${label(i)} |${pixels}${painter.endOfLine}|`),
      border,
      `    0${middle}1`
    ]
  }

/** Legend of the shades: `0 .:-=+*#%@ 1`. */
export const legend = (painter: Painter, columns: number): string =>
  `0 ${evenly(columns)
    .map(value => painter.character([value, value]))
    .join('')}${painter.endOfLine} 1`
