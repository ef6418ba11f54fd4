/** φ(t), and the sum of the absolute values of its terms. */
export interface Sample {
  readonly value: number
  readonly magnitude: number
}

/** A function φ of one real variable. The magnitude of a plain number is its absolute value. */
export type Line = (t: number) => number | Sample

/** The sample. Its magnitude is at least the absolute value. */
export const sampleOf = (found: number | Sample): Sample => {
  const { value, magnitude } = typeof found === 'number' ? { value: found, magnitude: 0 } : found
  return { value, magnitude: Math.max(Math.abs(value), magnitude) }
}
