/** Laws as tests: works with whatever has `test(name, body)`, which vitest, jest and node:test have. */
import { type Law } from '../law/Law.js'
import { showResult } from './render.js'
import { type Options } from '../law/verify.js'
import { verify } from './verify.js'

export type Test = (name: string, body: () => void) => unknown

/** One test per law. It throws the report of a law that fails or that could not be decided. */
export const register = (test: Test, laws: readonly Law[], options: Options = {}): void => {
  for (const law of laws)
    test(`${law.name}: ${law.statement}`, () => {
      for (const result of verify([law], options).results)
        if (result.verdict !== 'holds') throw new Error(showResult(result))
    })
}
