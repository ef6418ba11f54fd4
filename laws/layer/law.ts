/** Builds laws over cases: draws of a layer, parameters, an input and an output gradient. */
import * as fc from 'fast-check'
import { type Case, exhibitsOf, layerCase, reachedBy } from '../generator/layer.js'
import { type Subject } from '../subject/Subject.js'
import { kindsIn, type PaletteName } from '../generator/numbers.js'
import { type Finding, type Focus, type Law } from '../law/Law.js'
import { workOfExample } from './work.js'

/** Multiplications of one example that all draws together, and all trials to shrink, need not exceed. */
const enough = { runs: 5e5, shrinks: 4e6 }

/** Fewer draws, and fewer trials to shrink them, of layers with more than 10,000 multiplications for an example. */
export const limitsOf = (subject: Subject): Pick<Law, 'runs' | 'shrinks'> => {
  const work = workOfExample(subject)
  const [runs, shrinks] = [enough.runs, enough.shrinks].map(total => Math.max(10, Math.round(total / work)))
  return {
    ...(runs !== undefined && runs < 50 ? { runs } : {}),
    ...(shrinks !== undefined && shrinks < 300 ? { shrinks } : {})
  }
}

/** Whether the required case is a batch size, which any input can cover. */
const isOfBatch = (kind: string): boolean => kind.startsWith('batch of ')

export const lawOfCases = (
  subject: Subject,
  name: string,
  statement: string,
  cases: fc.Arbitrary<Case>,
  check: (drawn: Case, focus?: Focus) => Finding,
  mustReach: readonly string[] = []
): Law => ({
  name: `${subject.name}: ${name}`,
  statement,
  ...limitsOf(subject),
  property: cases.map(drawn => ({
    exhibits: () => exhibitsOf(drawn),
    check: focus => check(drawn, focus),
    reached: reachedBy(drawn)
  })),
  mustReach: mustReach.filter(kind => subject.input === undefined || isOfBatch(kind))
})

export const lawOfLayer = (
  subject: Subject,
  name: string,
  statement: string,
  palettes: readonly PaletteName[],
  check: (drawn: Case, focus?: Focus) => Finding
): Law =>
  lawOfCases(subject, name, statement, fc.oneof(...palettes.map(palette => layerCase(subject, palette))), check, [
    'batch of one',
    'batch of several',
    ...new Set(palettes.flatMap(palette => kindsIn[palette]))
  ])
