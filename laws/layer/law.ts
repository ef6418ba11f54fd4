/** Builds laws over cases: draws of a layer, parameters, an input and an output gradient. */
import * as fc from 'fast-check'
import { parametersOf } from '../../src/layer/Description.js'
import { elementCount } from '../../src/tensor/Shape.js'
import { type Case, exhibitsOf, layerCase, reachedBy } from '../generator/layer.js'
import { type Subject } from '../subject/Subject.js'
import { kindsIn, type PaletteName } from '../generator/numbers.js'
import { type Finding, type Law } from '../law/Law.js'

/** Number of parameters that all draws together need not exceed. */
const enough = 2e6

/** Fewer draws of layers with more than 40,000 parameters. */
const runsFor = ({ layers }: Subject): { readonly runs?: number } => {
  const sizes = layers.map(({ description }) =>
    parametersOf(description).reduce((total, { shape }) => total + elementCount(shape), 0)
  )
  const runs = Math.max(10, Math.round(enough / Math.max(1, ...sizes)))
  return runs < 50 ? { runs } : {}
}

/** Whether the required case is a batch size, which any input can cover. */
const isOfBatch = (kind: string): boolean => kind.startsWith('batch of ')

export const lawOfCases = (
  subject: Subject,
  name: string,
  statement: string,
  cases: fc.Arbitrary<Case>,
  check: (drawn: Case) => Finding,
  mustReach: readonly string[] = []
): Law => ({
  name: `${subject.name}: ${name}`,
  statement,
  ...runsFor(subject),
  property: cases.map(drawn => ({
    exhibits: () => exhibitsOf(drawn),
    check: () => check(drawn),
    reached: reachedBy(drawn)
  })),
  mustReach: mustReach.filter(kind => subject.input === undefined || isOfBatch(kind))
})

export const lawOfLayer = (
  subject: Subject,
  name: string,
  statement: string,
  palettes: readonly PaletteName[],
  check: (drawn: Case) => Finding
): Law =>
  lawOfCases(subject, name, statement, fc.oneof(...palettes.map(palette => layerCase(subject, palette))), check, [
    'batch of one',
    'batch of several',
    ...new Set(palettes.flatMap(palette => kindsIn[palette]))
  ])
