/** A value as a line of JSON. NaN and infinities become strings, because JSON has no such numbers. */
export const jsonLine = (value: unknown): string =>
  `${JSON.stringify(value, (_, x: unknown) => (typeof x === 'number' && !Number.isFinite(x) ? String(x) : x))}\n`
