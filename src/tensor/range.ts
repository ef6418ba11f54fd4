/**
 * What a number given by a program may be. Each function returns the number, or throws a RangeError that says what the number
 * is for, what was expected and what was found: `dense: inputs must be a positive integer, found 2.5`. A program in JavaScript
 * may give anything, so each also refuses what is no number.
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

/** Requires an integer of at most 2^53 − 1 in magnitude: beyond, neighbours are the same number. */
export const integer = (what: string, value: number): number => {
  if (Number.isSafeInteger(value)) return value
  throw refused(what, 'an integer between −(2^53 − 1) and 2^53 − 1', value)
}

/** Requires an integer of at least 0. */
export const wholeNumber = (what: string, value: number): number => {
  if (Number.isSafeInteger(value) && value >= 0) return value
  throw refused(what, 'a whole number of at least 0', value)
}

/** Requires an integer of at least 1. */
export const positiveInteger = <N extends number>(what: string, value: N): N => {
  if (Number.isSafeInteger(value) && value > 0) return value
  throw refused(what, 'a positive integer', value)
}
