import type * as fc from 'fast-check'
import { type Exhibit, type Finding, type Law } from './Law.js'

/** How to generate and print the draws of some laws. */
export interface Draws<D> {
  /** Generates the draws. */
  readonly arbitrary: fc.Arbitrary<D>
  /** The named parts of a draw, as text for the report. */
  readonly exhibits: (drawn: D) => readonly Exhibit[]
  /** The cases that a draw covers, such as `zero`. Default: none. */
  readonly reached?: (drawn: D) => readonly string[]
}

/**
 * Builds laws over draws of any type. The first call fixes how draws are generated and printed; the second makes one law
 * from a name, a statement, a check, and the cases that the draws must cover (default: none).
 *
 * @example
 * const ofNumbers = lawOver({
 *   arbitrary: fc.double({ min: -10, max: 10, noNaN: true }),
 *   exhibits: x => [['x', String(x)]],
 *   reached: x => (x < 0 ? ['negative'] : [])
 * })
 * const isOdd = ofNumbers(
 *   'tanh: symmetry',
 *   'tanh is an odd function',
 *   x => (Math.tanh(-x) === -Math.tanh(x) ? holds() : fails(`tanh(${-x}) is not −tanh(${x})`)),
 *   ['negative']
 * )
 * verify([isOdd])
 */
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
