import * as t from 'io-ts/lib/index.js'

/** An integer of at least 0, in JSON. */
export const whole = t.refinement(t.number, n => Number.isSafeInteger(n) && n >= 0, 'a non-negative integer')

const word = t.refinement(t.number, n => Object.is(n | 0, n), 'a 32-bit integer')

/** The state of the random number generator, in JSON. */
export const seedWords = t.refinement(
  t.readonlyArray(word, 'a list of integers'),
  words => words.length === 4,
  'a list of four integers'
)
