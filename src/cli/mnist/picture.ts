/** Digits as pictures of 20 × 20 pixels, beside each other. The ink of an MNIST image is never larger. */
import { side } from '../../codec/mnist.js'
import { type Painter } from '../Painter.js'

const size = 20

/** Where the 20 rows or columns begin that have the ink in their middle. */
const begin = (hasInk: (line: number) => boolean): number => {
  const inked = Array.from({ length: side }, (_, line) => line).filter(hasInk)
  const middle = ((inked.at(0) ?? 0) + (inked.at(-1) ?? side - 1) + 1) / 2
  return Math.min(Math.max(Math.floor(middle - size / 2), 0), side - size)
}

/** Ten lines of 784 grey levels from 0 to 255. */
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

/** Captions in a line, and the pictures below it. */
export const pictures = (painter: Painter, shown: readonly Picture[]): readonly string[] => {
  const all = shown.map(({ pixels }) => linesOf(painter, pixels))
  const gap = '      '
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
