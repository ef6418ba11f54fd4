import * as fc from 'fast-check'
import { evaluate } from 'fp-ts/lib/State.js'
import { isRight } from 'fp-ts/lib/Either.js'
import { isNone } from 'fp-ts/lib/Option.js'
import { eraseTypes } from '../../src/layer/eraseTypes.js'
import { type UntypedLayer } from '../../src/layer/AnyLayer.js'
import { parametersOf, showDescription } from '../../src/layer/Description.js'
import { seed } from '../../src/tensor/Random.js'
import { type Shapes, showShape } from '../../src/tensor/Shape.js'
import { type AnyTensor, filledTensor, fresh, rowMajorNumbers } from '../../src/tensor/Tensor.js'
import { mapBatches, type Params, type Value } from '../../src/algebra/Value.js'
import { type Exhibit } from '../law/Law.js'
import { type Subject } from '../subject/Subject.js'
import { example, mapNumbers, numbersOf, showParams, showValue } from '../value/Numbers.js'
import { inputShapes } from './inputShapes.js'
import { kindsOf, type PaletteName } from './numbers.js'
import { batchSize, params, value } from './value.js'
import { drawNoise, trainingForm } from '../../src/layer/trainingForm.js'

/** One draw for the laws of layers: a layer, parameters, a batch of inputs, and an output gradient. */
export interface Case {
  /** The layer, as it predicts or in its training form. */
  readonly layer: UntypedLayer
  /** The batch size. */
  readonly examples: number
  /** The parameters of the layer. */
  readonly params: Params
  /** The batch of inputs. */
  readonly input: Value
  /** The gradient of the output. */
  readonly outputGradient: Value
  /** The layer for one example of the batch: a training form uses the noise of that example. */
  readonly alone: (example: number) => UntypedLayer
  /** Selects entries of large tensors, others in every draw. */
  readonly turn: number
}

const reversed = mapBatches((tensor: AnyTensor): AnyTensor =>
  fresh(tensor.shape, rowMajorNumbers(tensor).slice().reverse())
)

const doubled = mapNumbers(x => 2 * x)

/** Another case for the same layer: every tensor reversed, and the parameters doubled. */
export const otherThan = ({ params, input, outputGradient, ...same }: Case): Case => ({
  ...same,
  params: doubled(reversed(params)),
  input: reversed(input),
  outputGradient: reversed(outputGradient)
})

/** The shapes of one example of the output according to the layer; those of the input if the layer gives none. */
export const outputShapes = (layer: UntypedLayer, input: Shapes): Shapes => {
  try {
    const found = layer.outputShape(input)
    return isRight(found) ? found.right : input
  } catch {
    return input
  }
}

/** The initial parameters of a layer, for the given seed. */
export const initial = (layer: UntypedLayer, number = 0): Params => evaluate(seed(number))(layer.init)

/** Draws the layer as it predicts, or its training form with drawn noise (one row of each noise tensor per example). */
export const asItLearns = (
  layer: UntypedLayer,
  shapes: Shapes,
  examples: number
): fc.Arbitrary<Pick<Case, 'layer' | 'alone'>> => {
  const predicting = fc.constant({ layer, alone: () => layer })
  const learning = fc.nat(1000).map(number => {
    const noise = evaluate(seed(number))(drawNoise(layer, shapes, examples))
    return {
      layer: eraseTypes(trainingForm(layer, noise)),
      alone: (i: number) => eraseTypes(trainingForm(layer, noise.map(example(i))))
    }
  })
  return isNone(layer.training) ? predicting : fc.oneof(predicting, { weight: 4, arbitrary: learning })
}

/** The shapes. Throws if tensors of these shapes are too large. */
export const requireSmall = (layer: UntypedLayer, verb: string, shapes: Shapes): Shapes => {
  const size = (shapes: Shapes): number =>
    shapes.reduce<number>(
      (total, part) => (typeof part === 'number' ? total * part : total + size(part)),
      shapes.every(part => typeof part === 'number') ? 1 : 0
    )
  if (size(shapes) <= 1e7) return shapes
  throw new RangeError(
    `${showDescription(layer.description)} ${verb} ${showShape(shapes)}: too large for the laws, which try at most 10⁷ numbers`
  )
}

/** Parameters of the shapes that the layer lists. */
export const blankParams = (layer: UntypedLayer): Params => {
  const shapes = parametersOf(layer.description).map(({ shape }) => shape)
  requireSmall(layer, 'has parameters of the shapes', shapes)
  return shapes.map(shape => filledTensor(shape, 0))
}

const rounded = mapNumbers(Math.round)

/** The number of parameters up to which a layer is taken for one formula, such as |x Wᵀ + b|. */
const few = 4

/** Every third draw of special numbers for one formula has whole numbers only, so that sums inside of the layer are 0 or tied. */
const whole = (palette: PaletteName, drawn: Case): Case =>
  palette === 'special' && drawn.params.length > 0 && drawn.params.length <= few && drawn.turn % 3 === 2
    ? { ...drawn, params: rounded(drawn.params), input: rounded(drawn.input) }
    : drawn

/**
 * The palette of the output gradient, where it is not generic. With zeros among large inputs: a layer whose output does not matter gets
 * the output gradient 0, and a gradient that divides by it is NaN.
 */
const outputPalette: Partial<Record<PaletteName, PaletteName>> = { integers: 'integers', large: 'special' }

const draws = (
  layer: UntypedLayer,
  shapes: Shapes,
  examples: number,
  palette: PaletteName,
  valid?: Subject['input']
): fc.Arbitrary<Case> =>
  fc
    .record({
      learning: asItLearns(layer, shapes, examples),
      examples: fc.constant(examples),
      // With large inputs the parameters are initial ones: no layer promises finite results for parameters of up to 10³.
      params:
        palette === 'large' ? fc.nat(99).map(number => initial(layer, number)) : params(blankParams(layer), palette),
      input: value(examples, requireSmall(layer, 'takes', shapes), palette).map(drawn =>
        valid === undefined ? drawn : mapNumbers(valid)(drawn)
      ),
      outputGradient: value(
        examples,
        requireSmall(layer, 'gives', outputShapes(layer, shapes)),
        outputPalette[palette] ?? 'generic'
      ),
      turn: fc.noShrink(fc.nat(1000))
    })
    .map(({ learning, ...drawn }) => whole(palette, { ...learning, ...drawn }))

/** Generates a case for one of the layers of a subject, one of the shapes that it takes, and a small number of examples. */
export const casesOf = (
  { layers, shapes }: Subject,
  drawFor: (layer: UntypedLayer, shapes: Shapes, examples: number) => fc.Arbitrary<Case>
): fc.Arbitrary<Case> => {
  const choices = layers.map(layer => ({ layer, known: shapes ?? inputShapes(layer) }))
  return fc.constantFrom(...choices).chain(({ layer, known }) => {
    if (known.length === 0)
      throw new TypeError(
        `${showDescription(layer.description)} takes no small shape: set inputShape of the layer, or shapes of the subject`
      )
    return fc
      .tuple(fc.constantFrom(...known), batchSize)
      .chain(([shapes, examples]) => drawFor(layer, shapes, examples))
  })
}

/**
 * Generates cases for the layers of a subject. The inputs have the shape that a layer fixes, or any small shape that its
 * `outputShape` accepts.
 *
 * @param palette the numbers of parameters and inputs. Default: `special`.
 * @throws TypeError, when drawn, if a layer takes no small shape
 * @example const [drawn] = fc.sample(layerCase({ name: 'dense', layers: [eraseTypes(dense(2, 3))] }), 1)
 */
export const layerCase = (subject: Subject, palette: PaletteName = 'special'): fc.Arbitrary<Case> =>
  casesOf(subject, (layer, shapes, examples) => draws(layer, shapes, examples, palette, subject.input))

export const namesOf = ({ description }: UntypedLayer): readonly string[] =>
  parametersOf(description).map(({ name }) => name)

/** The case as text for the report. */
export const exhibitsOf = ({ layer, params, input, outputGradient }: Case): readonly Exhibit[] => [
  ['layer', showDescription(layer.description)],
  ...showParams(namesOf(layer), params),
  ['input', showValue(input)],
  ['output gradient', showValue(outputGradient)]
]

/** The required cases that the draw covers. */
export const reachedBy = ({ examples, input }: Case): readonly string[] => [
  ...kindsOf(numbersOf(input)),
  ...(examples === 1 ? ['batch of one'] : ['batch of several'])
]
