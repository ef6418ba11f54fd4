/** A law over draws of any kind: how they are drawn and shown is said once, what the laws say of them apart. */
import type * as fc from 'fast-check'
import { type Exhibit, type Finding, type Law } from './Law.js'

export interface Draws<D> {
  readonly arbitrary: fc.Arbitrary<D>
  /** The draw, to be read. */
  readonly exhibits: (drawn: D) => readonly Exhibit[]
  /** What the draw contains. */
  readonly reached?: (drawn: D) => readonly string[]
}

export const lawOver =
  <D>({ arbitrary, exhibits, reached = () => [] }: Draws<D>) =>
  (name: string, statement: string, check: (drawn: D) => Finding, mustReach: readonly string[] = []): Law => ({
    name,
    statement,
    property: arbitrary.map(drawn => ({
      exhibits: () => exhibits(drawn),
      check: () => check(drawn),
      reached: reached(drawn)
    })),
    mustReach
  })
