/** Rows of numbers. */
export type Row = readonly number[]

/** Relative difference below which two numbers count as equal. */
export const closeness = 1e-6

export const at = (row: Row, i: number): number => row[i] ?? NaN

/** The largest absolute value. */
export const norm = (row: Row): number => row.reduce((most, x) => Math.max(most, Math.abs(x)), 0)

export const dot = (one: Row, other: Row): number => one.reduce((sum, x, i) => sum + x * at(other, i), 0)

export const minus = (one: Row, other: Row): Row => one.map((x, i) => x - at(other, i))

/** Whether two rows are equal, up to a share of a scale. */
export const isNear = (one: Row, other: Row, scale: number): boolean =>
  one.length === other.length && one.every((x, i) => Math.abs(x - at(other, i)) <= closeness * scale)

export const close = (one: Row, other: Row): boolean => isNear(one, other, Math.max(norm(one), norm(other)))

/** Whether two factors are equal. */
export const isAbout = (x: number, y: number): boolean => Math.abs(x - y) <= 1e-5 * Math.abs(y)

/** A factor in a text. */
export const written = (factor: number, digits = 6): string => String(Number(factor.toPrecision(digits)))
