import { side } from '../../codec/mnist.js'
import { type Painter, type Palette } from '../Painter.js'

/** White ink on black. */
export const ink: Palette = [
  [0, 0, 0],
  [128, 128, 128],
  [255, 255, 255]
]

/** Pixels per side. The ink of an MNIST image fits into 20 × 20 pixels. */
const size = 20

/** First of the 20 rows or columns that have the ink in their middle. */
const begin = (hasInk: (line: number) => boolean): number => {
  const inked = Array.from({ length: side }, (_, line) => line).filter(hasInk)
  const middle = ((inked.at(0) ?? 0) + (inked.at(-1) ?? side - 1) + 1) / 2
  return Math.min(Math.max(Math.floor(middle - size / 2), 0), side - size)
}

/** Draws 784 grey levels from 0 to 255 as ten lines. */
const linesOf = (painter: Painter, pixels: Uint8Array): readonly string[] => {
  const level = (row: number, column: number): number => (pixels[row * side + column] ?? 0) / 255
  const every = Array.from({ length: side }, (_, i) => i)
  const top = begin(row => every.some(column => level(row, column) > 0))
  const left = begin(column => every.some(row => level(row, column) > 0))
  return Array.from({ length: size / 2 }, (_, line) => {
    const characters = Array.from({ length: size }, (_, column) => {
      const upper = level(top + 2 * line, left + column)
      const lower = level(top + 2 * line + 1, left + column)
      return painter.character(painter.pixelsPerCharacter === 2 ? [upper, lower] : [(upper + lower) / 2])
    })
    return `${characters.join('')}${painter.endOfLine}`
  })
}

export interface Picture {
  readonly caption: string
  readonly pixels: Uint8Array
}

const gap = '      '

/** Number of pictures that fit side by side. */
export const picturesIn = (columns: number): number => Math.floor((columns + gap.length) / (size + gap.length))

/** Pictures side by side, below a line of captions. */
export const pictures = (painter: Painter, shown: readonly Picture[]): readonly string[] => {
  const all = shown.map(({ pixels }) => linesOf(painter, pixels))
  return [
    shown
      .map(({ caption }) => caption.padEnd(size))
      .join(gap)
      .trimEnd(),
    ...Array.from({ length: size / 2 }, (_, line) =>
      all
        .map(lines => lines[line] ?? '')
        .join(gap)
        .trimEnd()
    )
  ]
}
