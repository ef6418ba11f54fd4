import { type Digits } from '../../files.js'

/** The images at these indices. */
export const select = ({ pixels, labels }: Digits, places: readonly number[]): Digits => {
  const size = pixels.length / labels.length
  const chosen = new Uint8Array(places.length * size)
  places.forEach((place, i) => chosen.set(pixels.subarray(place * size, (place + 1) * size), i * size))
  return { count: places.length, pixels: chosen, labels: Uint8Array.from(places, place => labels[place] ?? NaN) }
}

/** The first `limit` images. */
export const first = (all: Digits, limit: number): Digits => select(all, [...all.labels.keys()].slice(0, limit))

/** The same number of images for each digit below `classes`, in the order of the file. */
export const firstOfEach =
  (classes: number) =>
  (all: Digits, limit: number): Digits => {
    const counts = new Array<number>(classes).fill(0)
    const isChosen = (label: number): boolean => {
      const before = counts[label]
      if (before === undefined || before >= limit / classes) return false
      counts[label] = before + 1
      return true
    }
    return select(
      all,
      [...all.labels.keys()].filter(place => isChosen(all.labels[place] ?? NaN))
    )
  }
