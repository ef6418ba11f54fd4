import { type Law } from '../law/Law.js'
import { showResult } from './render.js'
import { isPassing, type Options } from '../law/verify.js'
import { verify } from './verify.js'

/** A test function, such as `test` of vitest, jest or `node:test`. */
export type Test = (name: string, body: () => void) => unknown

/**
 * Registers one test per law. The test throws the report of a law that fails or is inconclusive.
 *
 * @param test the test function of the framework
 * @example register(test, layerLaws(dense(2, 3)))
 */
export const register = (test: Test, laws: readonly Law[], options: Options = {}): void => {
  for (const law of laws)
    test(`${law.name}: ${law.statement}`, () => {
      for (const result of verify([law], options).results) if (!isPassing(result)) throw new Error(showResult(result))
    })
}
