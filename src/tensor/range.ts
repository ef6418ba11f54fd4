/**
 * Checks for numeric arguments. Each function returns the number, or throws a RangeError that names the argument, the expected
 * range and the value found: `dense: inputs must be a positive integer, found 2.5`. JavaScript callers can pass any value, so
 * every check also rejects values that are not numbers.
 */
import { shown } from './shown.js'

const refused = (what: string, expected: string, value: unknown): RangeError =>
  new RangeError(`${what} must be ${expected}, found ${shown(value)}`)

/** Requires a finite number. */
export const finite = (what: string, value: number): number => {
  if (Number.isFinite(value)) return value
  throw refused(what, 'a finite number', value)
}

/** Requires a finite number of at least 0. */
export const atLeastZero = (what: string, value: number): number => {
  if (Number.isFinite(value) && value >= 0) return value
  throw refused(what, 'a finite number of at least 0', value)
}

/** Requires a finite number above 0. */
export const aboveZero = (what: string, value: number): number => {
  if (Number.isFinite(value) && value > 0) return value
  throw refused(what, 'a finite number above 0', value)
}

/** Requires a number of at least 0 and below 1. */
export const fraction = (what: string, value: number): number => {
  if (Number.isFinite(value) && value >= 0 && value < 1) return value
  throw refused(what, 'at least 0 and below 1', value)
}

/** Requires an integer of at most 2^53 − 1 in magnitude. Beyond that, float64 cannot tell neighbouring integers apart. */
export const integer = (what: string, value: number): number => {
  if (Number.isSafeInteger(value)) return value
  throw refused(what, 'an integer between −(2^53 − 1) and 2^53 − 1', value)
}

/** Requires an integer of at least 0. */
export const wholeNumber = (what: string, value: number): number => {
  if (Number.isSafeInteger(value) && value >= 0) return value
  throw refused(what, 'a whole number of at least 0', value)
}

/**
 * Requires an integer of at least 1, such as a size or a count, and returns it. The error reads
 * `dense: inputs must be a positive integer, found 2.5`.
 *
 * @param what name of the value, which starts the error message
 * @throws RangeError if the value is not a positive integer
 * @example positiveInteger('epochs', 10) // 10
 */
export const positiveInteger = <N extends number>(what: string, value: N): N => {
  if (Number.isSafeInteger(value) && value > 0) return value
  throw refused(what, 'a positive integer', value)
}
