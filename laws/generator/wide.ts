import * as fc from 'fast-check'
import { evaluate } from 'fp-ts/lib/State.js'
import { type UntypedLayer } from '../../src/layer/AnyLayer.js'
import { sizeOf as sizeOfParams } from '../../src/layer/Description.js'
import { hasStatistics } from '../../src/layer/trainingForm.js'
import { seed, uniform } from '../../src/tensor/Random.js'
import { elementCount, type Shapes } from '../../src/tensor/Shape.js'
import { type AnyTensor, fresh, rowMajorNumbers } from '../../src/tensor/Tensor.js'
import { mapBatches, type Value } from '../../src/algebra/Value.js'
import { type Subject } from '../subject/Subject.js'
import { batched, mapNumbers, shaped, sizeOf } from '../value/Numbers.js'
import { asItLearns, blankParams, type Case, casesOf, outputShapes, requireSmall } from './layer.js'
import { params, value } from './value.js'

/** Numbers that the inputs of one draw hold, and multiplications that one pass needs, at most. */
const budget = { numbers: 600, products: 2e5 }

/** The largest batch of a layer: 150 examples for small layers, at least 8. */
const mostExamples = (layer: UntypedLayer, shapes: Shapes): number => {
  const size = sizeOf(shaped(batched(1, shapes), shape => fresh(shape, new Float64Array(elementCount(shape)))))
  const affordable = Math.min(budget.numbers / size, budget.products / (size + sizeOfParams(layer.description)))
  return Math.min(150, Math.max(8, Math.floor(affordable)))
}

/** Numbers in [0, 1) for a seed. */
const fractions = (number: number, count: number): Float64Array =>
  rowMajorNumbers(evaluate(seed(number))(uniform()([count])))

/** Maps [0, 1) to exponents of ten: one half to ordinary numbers, the other to the whole range. */
const exponentOf = {
  input: (u: number) => (u < 0.5 ? 8 * u - 2 : 36 * u - 30),
  parameter: (u: number) => (u < 0.5 ? 0 : 12 * u - 10),
  outputGradient: (u: number) => (u < 0.5 ? 0 : 12 * u - 8)
}

/** The value with every row of every tensor times ten to the power of an exponent for that row. */
const scaled =
  (number: number, exponent: (u: number) => number, alike = false) =>
  <V extends Value>(drawn: V): V => {
    let place = 0
    return mapBatches((tensor: AnyTensor): AnyTensor => {
      const numbers = rowMajorNumbers(tensor)
      const rows = tensor.shape[0] ?? 1
      const width = numbers.length / rows
      const drawn = fractions(number + place++, alike ? 1 : rows)
      return fresh(
        tensor.shape,
        numbers.map((x, i) => x * 10 ** exponent(drawn[alike ? 0 : Math.floor(i / width)] ?? 0))
      )
    })(drawn)
  }

/** Whether the examples of a batch may depend on each other, in prediction or in training. */
export const isCoupled = ({ batchStatistics, layers }: Subject): boolean =>
  batchStatistics === true || layers.some(hasStatistics)

/**
 * Generates large batches, of 8 to 150 examples. The numbers of every example have their own magnitude, between 10⁻¹³ and 10⁶,
 * as have the output gradient and, in half of the draws, the parameters. Examples that depend on each other have one magnitude.
 */
export const wideCase = (subject: Subject): fc.Arbitrary<Case> =>
  casesOf(subject, (layer, shapes) => {
    const most = mostExamples(layer, requireSmall(layer, 'takes', shapes))
    const alike = isCoupled(subject)
    const { input: valid = x => x } = subject
    return fc.integer({ min: Math.ceil(most / 2), max: most }).chain(examples =>
      fc
        .record({
          learning: asItLearns(layer, shapes, examples),
          examples: fc.constant(examples),
          number: fc.noShrink(fc.nat(1e6)),
          params: params(blankParams(layer), 'generic'),
          input: value(examples, requireSmall(layer, 'takes', shapes), 'generic'),
          outputGradient: value(examples, requireSmall(layer, 'gives', outputShapes(layer, shapes)), 'generic'),
          turn: fc.noShrink(fc.nat(1000))
        })
        .map(({ learning, number, ...drawn }) => {
          const input = scaled(number, exponentOf.input, alike)(drawn.input)
          return {
            ...learning,
            ...drawn,
            params: scaled(number + 100, exponentOf.parameter, true)(drawn.params),
            input: mapNumbers(valid)(input),
            outputGradient: scaled(number + 200, exponentOf.outputGradient, alike)(drawn.outputGradient)
          }
        })
    )
  })
