import { type AnyTensor } from '../../src/tensor/Tensor.js'
import { concatenateAlong, slice } from '../../src/algebra/Algebra.js'
import { eqTensor } from '../../src/tensor/Tensor.js'
import { isTensor, tensorsOf, type Value } from '../../src/algebra/Value.js'
import { type Case, layerCase, otherThan } from '../generator/layer.js'
import { fails, type Finding, holds, type Law, skipped } from '../law/Law.js'
import { type Subject } from '../subject/Subject.js'
import { lawOfCases } from './law.js'

/** The positions from index `from` up to, not including, `to`: axis 1 of a batch of sequences. */
export const positionsIn = (x: AnyTensor, from: number, to: number): AnyTensor =>
  slice<readonly number[], number, number>(1, from, to - from, x)

const check = (drawn: Case): Finding => {
  const { layer, params, input, turn } = drawn
  const changed = otherThan(drawn).input
  const steps = tensorsOf(input)[0]?.shape[1] ?? 1
  if (!isTensor(input) || !isTensor(changed) || steps < 2) return skipped('a sequence of one position')
  const known = 1 + (turn % (steps - 1))
  const mixed: AnyTensor = concatenateAlong<readonly number[], readonly number[], number>(
    1,
    positionsIn(input, 0, known),
    positionsIn(changed, known, steps)
  )
  const [one, other] = [layer.forward(params, input)[0], layer.forward(params, mixed)[0]]
  return sameBefore(known, one, other)
    ? holds()
    : fails(`the first ${known} positions of the output changed with the input after them`)
}

const sameBefore = (known: number, one: Value, other: Value): boolean =>
  isTensor(one) && isTensor(other) && eqTensor.equals(positionsIn(one, 0, known), positionsIn(other, 0, known))

/**
 * The law of causality of a layer from sequences to sequences, [batch, time, ...].
 *
 *     forward(x)[…, t] = forward(u)[…, t]      if x and u agree up to position t, bit for bit
 *
 * @param subject the layers, which take and return one tensor
 * @example verify([causality({ name: 'attention', layers: [eraseTypes(attention(4, 2, { causal: true }))], shapes: [[3, 4]] })])
 */
export const causality = (subject: Subject): Law =>
  lawOfCases(subject, 'causality', 'what comes later changes nothing', layerCase(subject), check)
