import { isNone } from 'fp-ts/lib/Option.js'
import { concatenateAlong } from '../../src/algebra/Algebra.js'
import { isTensor, tensorsOf } from '../../src/algebra/Value.js'
import { stepsOf } from '../../src/layer/stepwise.js'
import { type AnyTensor, eqTensor } from '../../src/tensor/Tensor.js'
import { type Case, layerCase } from '../generator/layer.js'
import { allOf, fails, type Finding, holds, type Law } from '../law/Law.js'
import { type Subject } from '../subject/Subject.js'
import { positionsIn } from './causality.js'
import { lawOfCases } from './law.js'

const joined = (one: AnyTensor, other: AnyTensor): AnyTensor =>
  concatenateAlong<readonly number[], readonly number[], number>(1, one, other)

/** The positions of the input, in parts of at most `size`. */
const partsOf = (input: AnyTensor, size: number): readonly AnyTensor[] => {
  const positions = input.shape[1] ?? 1
  return Array.from({ length: Math.ceil(positions / size) }, (_, i) =>
    positionsIn(input, i * size, Math.min(positions, (i + 1) * size))
  )
}

const check = ({ layer, params, input, turn }: Case): Finding => {
  const found = stepsOf(layer)
  if (isNone(found)) return fails('the layer has no stepwise inference')
  if (!isTensor(input)) return fails('the input must be one tensor')
  const { start, step } = found.value
  const [whole] = layer.forward(params, input)
  const inParts = (size: number): Finding => {
    let state = start
    const outputs = partsOf(input, size).map(part => {
      const [output, next] = step(params, state, part)
      state = next
      return output
    })
    const all = outputs.flatMap(tensorsOf).reduce(joined)
    return isTensor(whole) && eqTensor.equals(all, whole)
      ? holds()
      : fails(`${size} positions at a time give other outputs than all positions at once`)
  }
  return allOf([inParts(1), inParts(2 + (turn % 3))])
}

/**
 * The law of stepwise inference of a layer from sequences to sequences, [batch, time, ...].
 *
 *     [y₁, s₁] = step(p, start, x₁)      [y₂, s₂] = step(p, s₁, x₂)      …      [y₁, y₂, …] = forward(p, [x₁, x₂, …])
 *
 * One position at a time and several at a time give the outputs of `forward`, bit for bit.
 *
 * @param subject the layers, which take and return one tensor
 * @example verify([incremental({ name: 'attention', layers: [eraseTypes(attention(4, 2, { causal: true }))], shapes: [[3, 4]] })])
 */
export const incremental = (subject: Subject): Law =>
  lawOfCases(subject, 'incremental', 'the steps give the outputs of forward', layerCase(subject), check)
