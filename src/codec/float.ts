import * as t from 'io-ts/lib/index.js'

/** Whether JSON can represent a number: finite and not −0. */
export const isPlain = (x: number): boolean => Number.isFinite(x) && !Object.is(x, -0)

const texts = new Map(['-0', 'NaN', 'Infinity', '-Infinity'].map(text => [text, Number(text)]))

/** A number in JSON, bit for bit. JSON has no −0, NaN or infinity, so these are strings: `"-0"`, `"NaN"`, `"-Infinity"`. */
export const float = new t.Type<number, number | string>(
  'a number, "-0", "NaN", "Infinity" or "-Infinity"',
  t.number.is,
  (input, context) => {
    const number = typeof input === 'string' ? texts.get(input) : input
    return typeof number === 'number' ? t.success(number) : t.failure(input, context)
  },
  x => (isPlain(x) ? x : Object.is(x, -0) ? '-0' : String(x))
)
