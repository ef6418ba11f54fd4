/** Returns a number of steps. @throws RangeError if it is not a positive integer */
export const wholeSteps = (what: string, value: number): number => {
  if (Number.isSafeInteger(value) && value > 0) return value
  throw new RangeError(`${what} must be a positive integer, found ${value}`)
}
