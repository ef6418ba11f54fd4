import { type Work } from '../src/distributed/Work.js'
import { type LawPart, lawWires } from './distributed/lawWires.js'
import { everything } from './everything.js'
import { type Result } from './law/verify.js'
import { verify } from './run/verify.js'

/**
 * The work of verifying laws: a part is one law of `everything` with one seed.
 *
 *     run(draws)(nothing)({ group, law, seed }) = the result of `verify`
 *
 * Without a number of draws each law has its own.
 */
export const verifyWork: Work<number | undefined, null, LawPart, Result> = {
  name: 'verify',
  isLong: true,
  ...lawWires,
  run: runs => {
    const groups = everything()
    return () =>
      ({ group, law, seed }) => {
        const found = groups[group]?.laws[law]
        if (found === undefined) throw new RangeError(`there is no law ${law} in group ${group} on this worker`)
        const [result] = verify([found], { seed, runs }).results
        if (result === undefined) throw new RangeError('a law must have a result, found none')
        return result
      }
  }
}
