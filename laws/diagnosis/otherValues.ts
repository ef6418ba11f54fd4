/** Values that a local step reads by mistake. */
import { sameShape } from '../../src/tensor/Shape.js'
import { type AnyTensor, filledTensor } from '../../src/tensor/Tensor.js'
import { type Entry } from '../program/Tape.js'
import { behind, readBy, viewOf } from '../program/formula.js'
import { changes } from './changes.js'
import { type Hypothesis, replacing, timed } from './Hypothesis.js'
import { without } from './paths.js'
import { minus } from './Row.js'
import { type Scene, gradients } from './Scene.js'
import { type Edge, type Steps, axisNamed, changed, negated, operand, same, withValue, zero } from './sites.js'

/** What a step reads instead, in a scene. Undefined if that does not apply. */
type Value = (scene: Scene, entry: Entry) => AnyTensor | undefined

/** The parameter after a gradient step. The learning rate is 1, and the factor of the hypothesis. */
const updated =
  (parameter: Entry, j: number): Value =>
  (scene, entry) => {
    const leaf = same(scene, parameter)
    const claimed = scene.claimed[scene.tape.inputs.indexOf(leaf)] ?? []
    const moved = changed(leaf.value, row => minus(row, claimed))
    return moved && viewOf(operand(entry, j), leaf, moved)
  }

/** What the k-th step of an edge can read instead of its j-th argument. */
const instead = function* (steps: Steps, { site, k, of }: Edge, j: number): Generator<readonly [string, Value]> {
  const { tape, sites, name } = steps
  const read = operand(site.first, j)
  const there = `${name(read)} in the gradient of ${name(of)}`
  yield [`as if ${there} were 1: a missing factor`, (_, entry) => filledTensor(operand(entry, j).value.shape, 1)]
  yield [`a dropped term: as if ${there} were 0`, (_, entry) => zero(operand(entry, j).value)]
  yield [`as if ${there} had the opposite sign`, (_, entry) => negated(operand(entry, j).value)]
  for (const other of tape.entries) {
    const isOther = other !== read && behind(other) !== behind(read) && other.op !== 'constant'
    if (!isOther || !sameShape(other.value.shape, read.value.shape)) continue
    const from = sites.find(({ placeOf }) => placeOf(other) >= 0)
    yield [
      other === operand(site.first, k)
        ? `${name(other)} itself is used instead of the other factor, ${there} (product rule)`
        : `${name(other)} is used instead of ${there}`,
      (scene, entry) => {
        const found = from?.at(site.placeOf(entry))
        return found && same(scene, found).value
      }
    ]
  }
  const mask = ['where', 'maximum', 'minimum'].includes(site.first.op) ? ', as a mask' : ''
  for (const [i, { value }] of tape.outputs.entries())
    if (sameShape(value.shape, read.value.shape))
      yield [`the output gradient is used instead of ${there}${mask}`, ({ outputGradient }) => outputGradient[i]]
  for (const { text, of: change } of changes)
    yield [
      text(there, axisNamed(read, tape)),
      (_, entry) => changed(operand(entry, j).value, row => change(operand(entry, j).value.shape, row))
    ]
}

/** Another value is read in the step to one operand. */
export const otherValues = function* (steps: Steps): Generator<Hypothesis> {
  for (const edge of steps.edges) {
    const { site, k } = edge
    const reading = (j: number, value: Value): Hypothesis['rows'] =>
      replacing(scene => ({
        values: (entry, i) => {
          const found = i === k && site.placeOf(entry) >= 0 ? value(scene, entry) : undefined
          return found && withValue(entry, j, found)
        }
      }))
    for (const j of readBy(site.first, k)) {
      const read = operand(site.first, j)
      const parameter = behind(read)
      if (parameter.op === 'input' && parameter.index < steps.tape.parameters)
        yield {
          text: () =>
            `the parameters were updated before they were used (stale or updated parameters): ${steps.name(read)} in the gradient of ${steps.name(edge.of)}`,
          rows: reading(j, updated(parameter, j)),
          isExact: site.size > 1
        }
      for (const [cause, value] of instead(steps, edge, j))
        yield {
          text: timed(cause),
          rows: reading(j, value),
          from: scene => gradients(scene, without(site, k)),
          // A layer at other numbers is, up to a factor, many a function.
          isExact: site.size > 1 || site.first.op === 'layer'
        }
    }
  }
}
