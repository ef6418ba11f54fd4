/** The laws, with marks around the causes that they name. The programs of the lessons run with them in the tests. */
import { type Counterexample, type Result, verify as plain } from '../../laws/index.js'
import { marked } from './cause.js'

export * from '../../laws/index.js'

const withMarks = ({ cause, ...found }: Counterexample): Counterexample =>
  cause === undefined ? found : { ...found, cause: marked(cause) }

export const verify: typeof plain = (...given) => {
  const report = plain(...given)
  const results = report.results.map((result): Result =>
    result.counterexample === undefined ? result : { ...result, counterexample: withMarks(result.counterexample) }
  )
  return { ...report, results }
}
