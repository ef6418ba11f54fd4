/** What the laws of a layer have in common: a draw of layer, parameters, input and output gradient, and its exhibits. */
import * as fc from 'fast-check'
import { type Case, exhibitsOf, layerCase, reachedBy, type Subject } from '../generator/layer.js'
import { type PaletteName } from '../generator/numbers.js'
import { type Finding, type Law } from '../Law.js'

export const lawOfCases = (
  name: string,
  statement: string,
  cases: fc.Arbitrary<Case>,
  check: (drawn: Case) => Finding,
  mustReach: readonly string[] = []
): Law => ({
  name,
  statement,
  property: cases.map(drawn => ({
    exhibits: () => exhibitsOf(drawn),
    check: () => check(drawn),
    reached: reachedBy(drawn)
  })),
  mustReach
})

export const lawOfLayer = (
  subject: Subject,
  name: string,
  statement: string,
  palettes: readonly PaletteName[],
  check: (drawn: Case) => Finding,
  mustReach: readonly string[] = ['negative', 'batch of one', 'batch of several']
): Law =>
  lawOfCases(
    `${subject.name}: ${name}`,
    statement,
    fc.oneof(...palettes.map(palette => layerCase(subject, palette))),
    check,
    mustReach
  )
