/** A gradient that is changed after it was computed, at any place of the layer. */
import { type Entry } from '../program/Tape.js'
import { changes } from './changes.js'
import { type Hypothesis, replacing } from './Hypothesis.js'
import { type Steps, axisNamed, changed } from './sites.js'

/** The gradient that goes from an operation to one operand. */
const nameOf = ({ op, ...first }: Entry, of: Entry, name: Steps['name']): string =>
  op === 'layer'
    ? `the gradient of ${name(of)}`
    : op === 'output' && of.op === 'layer'
      ? 'the output gradient'
      : `the gradient of ${name(of)} from ${name({ op, ...first })}`

export const changedGradients = function* ({ tape, edges, name }: Steps): Generator<Hypothesis> {
  for (const { site, k, of } of edges)
    for (const { text, of: change } of changes)
      yield {
        text: () => text(nameOf(site.first, of, name), axisNamed(of, tape)),
        isExact: true,
        rows: replacing(() => ({
          cotangent: (entry, i, found) => {
            if (i !== k || site.placeOf(entry) < 0) return found
            const row = changed(found, row => change(found.shape, row))
            if (row === undefined) throw new RangeError('the tensor has no such axis')
            return row
          }
        }))
      }
}
