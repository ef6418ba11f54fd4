/** A growing list of numbers: blocks of 8192, joined once at the end. */
export const growing = () => {
  const length = 8192
  let pieces: Float64Array[] = []
  let last = new Float64Array(length)
  let size = 0
  return {
    add: (x: number): void => {
      if (size > 0 && size % length === 0) {
        pieces.push(last)
        last = new Float64Array(length)
      }
      last[size % length] = x
      size++
    },
    /** Replaces every number so far. */
    replace: (change: (x: number) => number): void => {
      pieces = pieces.map(piece => piece.map(change))
      last = last.map((x, i) => (pieces.length * length + i < size ? change(x) : 0))
    },
    join: (): Float64Array => {
      const all = new Float64Array(size)
      pieces.push(last)
      let at = 0
      // Each block is released once copied, so that the column is never in memory twice.
      for (let piece = pieces.shift(); piece !== undefined; piece = pieces.shift()) {
        all.set(piece.subarray(0, size - at), at)
        at += length
      }
      return all
    }
  }
}
