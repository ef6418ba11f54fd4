/** Orange below the middle, blue above it, nearly white between: the pictures of all units. */
const [orange, middle, blue] = [
  [233, 138, 64],
  [250, 248, 242],
  [66, 118, 184]
] as const

const mixed = (one: readonly number[], other: readonly number[], share: number): number => {
  const [red = 0, green = 0, blue = 0] = one.map((x, i) => Math.round(x + ((other[i] ?? 0) - x) * share))
  // Little-endian, as on every machine with a browser: alpha, blue, green, red.
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0
}

/** The colours from −1 to 1. */
const colours = Uint32Array.from({ length: 256 }, (_, i) => {
  const x = i / 127.5 - 1
  // Steeper near the middle, so that a boundary is seen.
  const share = Math.sqrt(Math.abs(x))
  return mixed(middle, x < 0 ? orange : blue, share)
})

const index = (x: number): number => (x >= 1 ? 255 : x <= -1 ? 0 : Math.round((x + 1) * 127.5) || 0)

/**
 * Draws one column of a matrix as a square picture.
 *
 * @param values one row per point of a grid of `side` × `side`, from the top left
 * @param scaled maps a value to [−1, 1]
 * @param every draws every such row and column
 */
export const paint = (
  canvas: HTMLCanvasElement,
  values: Float64Array,
  columns: number,
  column: number,
  side: number,
  every: number,
  scaled: (x: number) => number
): void => {
  const size = side / every
  if (canvas.width !== size) canvas.width = canvas.height = size
  const context = canvas.getContext('2d')
  if (context === null) return
  const picture = context.createImageData(size, size)
  const pixels = new Uint32Array(picture.data.buffer)
  for (let y = 0, to = 0; y < size; y++)
    for (let x = 0; x < size; x++)
      pixels[to++] = colours[index(scaled(values[(y * side + x) * every * columns + column] ?? 0))] ?? 0
  context.putImageData(picture, 0, 0)
}
