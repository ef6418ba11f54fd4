/** What a number given by a program may be. Each throws a RangeError that says what it is for, what was found, and what was expected. */

/** Asks for a number that is finite, and names it where it is not. */
export const finite = (what: string, value: number): number => {
  if (Number.isFinite(value)) return value
  throw new RangeError(`${what} must be a finite number, found ${value}`)
}

/** Asks for a number of at least 0, and names it where it is not. */
export const atLeastZero = (what: string, value: number): number => {
  if (Number.isFinite(value) && value >= 0) return value
  throw new RangeError(`${what} must be a finite number of at least 0, found ${value}`)
}

/** Asks for a number above 0, and names it where it is not. */
export const aboveZero = (what: string, value: number): number => {
  if (Number.isFinite(value) && value > 0) return value
  throw new RangeError(`${what} must be a finite number above 0, found ${value}`)
}

/** Asks for a number of at least 0 and below 1, and names it where it is not. */
export const fraction = (what: string, value: number): number => {
  if (value >= 0 && value < 1) return value
  throw new RangeError(`${what} must be at least 0 and below 1, found ${value}`)
}
