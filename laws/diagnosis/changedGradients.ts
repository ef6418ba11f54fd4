/** A gradient that is changed after it was computed, at any place of the layer. */
import { changes } from './changes.js'
import { type Hypothesis, replacing } from './Hypothesis.js'
import { type Edge, type Steps, axisNamed, changed } from './sites.js'

/** The gradient that goes from an operation to one operand. */
const nameOf = ({ site: { first }, of }: Edge, { tape, edges, name }: Steps): string => {
  if (first.op === 'output') return tape.outputs.length === 1 ? 'the output gradient' : `the gradient of ${name(first)}`
  const isAlone = edges.every(edge => edge.of !== of || edge.site.first === first)
  return `the gradient of ${name(of)}${first.op === 'layer' || isAlone ? '' : ` from ${name(first)}`}`
}

export const changedGradients = function* (steps: Steps): Generator<Hypothesis> {
  for (const edge of steps.edges)
    for (const { text, of: change } of changes)
      yield {
        text: () => text(nameOf(edge, steps), axisNamed(edge.of, steps.tape)),
        isExact: true,
        rows: replacing(() => ({
          cotangent: (entry, i, found) => {
            if (i !== edge.k || edge.site.placeOf(entry) < 0) return found
            const row = changed(found, row => change(found.shape, row))
            if (row === undefined) throw new RangeError('the tensor has no such axis')
            return row
          }
        }))
      }
}
