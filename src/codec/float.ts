/**
 * Numbers to the last bit. JSON has no −0 and nothing that is not finite: those are text, `"-0"`, `"NaN"`, `"-Infinity"`.
 */
import * as t from 'io-ts/lib/index.js'

/** Whether JSON can say it. */
export const isPlain = (x: number): boolean => Number.isFinite(x) && !Object.is(x, -0)

const texts = new Map(['-0', 'NaN', 'Infinity', '-Infinity'].map(text => [text, Number(text)]))

export const float = new t.Type<number, number | string>(
  'a number, "-0", "NaN", "Infinity" or "-Infinity"',
  t.number.is,
  (input, context) => {
    const number = typeof input === 'string' ? texts.get(input) : input
    return typeof number === 'number' ? t.success(number) : t.failure(input, context)
  },
  x => (isPlain(x) ? x : Object.is(x, -0) ? '-0' : String(x))
)
