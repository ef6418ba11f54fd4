/**
 * A layer together with something to feed it: parameters, a batch of inputs, and a gradient of its output.
 *
 * The input shape is the one that the layer fixes; where it fixes none, every small shape that its `outputShape` accepts.
 */
import * as fc from 'fast-check'
import { evaluate } from 'fp-ts/lib/State.js'
import { isRight } from 'fp-ts/lib/Either.js'
import { isNone, isSome } from 'fp-ts/lib/Option.js'
import { eraseTypes, type UntypedLayer } from '../../src/layer/eraseTypes.js'
import { parametersOf, showDescription } from '../../src/layer/Description.js'
import { seed } from '../../src/tensor/Random.js'
import { type Shape, type Shapes, showShape } from '../../src/tensor/Shape.js'
import { type AnyTensor, filledTensor, fresh, rowMajorNumbers } from '../../src/tensor/Tensor.js'
import { mapBatches, type Params, type Value } from '../../src/algebra/Value.js'
import { type Exhibit } from '../law/Law.js'
import { type Subject } from '../subject/Subject.js'
import { batched, example, numbersOf, showParams, showValue, withNumbers } from '../value/Numbers.js'
import { kindsOf, type PaletteName } from './numbers.js'
import { batchSize, params, value } from './value.js'
import { drawNoise, trainingForm } from '../../src/layer/trainingForm.js'

/** One draw for a layer. */
export interface Case {
  readonly layer: UntypedLayer
  readonly examples: number
  readonly params: Params
  readonly input: Value
  readonly outputGradient: Value
  /** The layer for one example of the batch: it learns with the noise of that example. */
  readonly alone: (example: number) => UntypedLayer
  /** Which of many entries to look at. */
  readonly turn: number
}

const reversed = mapBatches((tensor: AnyTensor): AnyTensor =>
  fresh(tensor.shape, rowMajorNumbers(tensor).slice().reverse())
)

const doubled = mapBatches((tensor: AnyTensor): AnyTensor =>
  fresh(
    tensor.shape,
    rowMajorNumbers(tensor).map(x => 2 * x)
  )
)

/** Another case for the same layer: every tensor in the opposite order, and parameters twice as large. */
export const otherThan = ({ params, input, outputGradient, ...same }: Case): Case => ({
  ...same,
  params: doubled(reversed(params)),
  input: reversed(input),
  outputGradient: reversed(outputGradient)
})

const sizes = [1, 2, 3, 4, 5]
const rows: readonly Shape[] = sizes.map(size => [size])
const tensors: readonly Shape[] = [...rows, [], [2, 3], [3, 2], [1, 4, 4], [2, 4, 3]]
const pairs: readonly Shapes[] = rows.flatMap(one => rows.map(other => [one, other]))

/** Where a layer says nothing: tensors, pairs, pairs of pairs. */
const candidates: readonly Shapes[] = [
  ...tensors,
  ...pairs,
  [
    [2, 3],
    [2, 3]
  ],
  ...pairs.slice(0, 12).map(pair => [pair, pair])
]

/** The shapes of an example that a layer takes. */
export const inputShapes = (layer: UntypedLayer): readonly Shapes[] =>
  isSome(layer.inputShape)
    ? [layer.inputShape.value]
    : candidates.filter(shapes => {
        try {
          return isRight(layer.outputShape(shapes))
        } catch {
          return false
        }
      })

/** The shape of an example of the output, by the layer's own account; the input's where it gives none. */
const outputShapes = (layer: UntypedLayer, input: Shapes): Shapes => {
  try {
    const found = layer.outputShape(input)
    return isRight(found) ? found.right : input
  } catch {
    return input
  }
}

/** The parameters that the layer starts with. */
export const initial = (layer: UntypedLayer, number = 0): Params => evaluate(seed(number))(layer.init)

/** The layer as it predicts, and, where that is another, as it learns with some noise: a row of each tensor for every example. */
const asItLearns = (
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

/** The shapes, if tensors of them can be made. */
const requireSmall = (layer: UntypedLayer, verb: string, shapes: Shapes): Shapes => {
  const size = (shapes: Shapes): number =>
    shapes.reduce<number>(
      (total, part) => (typeof part === 'number' ? total * part : total + size(part)),
      shapes.every(part => typeof part === 'number') ? 1 : 0
    )
  if (size(shapes) <= 1e7) return shapes
  throw new RangeError(`${showDescription(layer.description)} ${verb} ${showShape(shapes)}: too large to be tried`)
}

/** Parameters of the shapes that the layer lists. */
const blankParams = (layer: UntypedLayer): Params => {
  const shapes = parametersOf(layer.description).map(({ shape }) => shape)
  requireSmall(layer, 'has parameters of the shapes', shapes)
  return shapes.map(shape => filledTensor(shape, 0))
}

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
      // Parameters of up to 10³ are not promised anything: with those inputs a layer starts where it starts.
      params:
        palette === 'large' ? fc.nat(99).map(number => initial(layer, number)) : params(blankParams(layer), palette),
      input: value(examples, requireSmall(layer, 'takes', shapes), palette).map(drawn =>
        valid === undefined ? drawn : withNumbers(drawn)(numbersOf(drawn).map(valid))
      ),
      outputGradient: value(
        examples,
        requireSmall(layer, 'gives', outputShapes(layer, shapes)),
        palette === 'integers' ? 'integers' : 'generic'
      ),
      turn: fc.noShrink(fc.nat(1000))
    })
    .map(({ learning, ...drawn }) => ({ ...learning, ...drawn }))

/** A draw for one of these layers, with numbers from this palette. */
export const layerCase = ({ layers, shapes, input }: Subject, palette: PaletteName = 'special'): fc.Arbitrary<Case> => {
  const choices = layers.map(layer => ({ layer, known: shapes ?? inputShapes(layer) }))
  return fc.constantFrom(...choices).chain(({ layer, known }) => {
    if (known.length === 0)
      throw new TypeError(`${showDescription(layer.description)} takes no small shape: give it an inputShape`)
    return fc
      .tuple(fc.constantFrom(...known), batchSize)
      .chain(([shapes, examples]) => draws(layer, shapes, examples, palette, input))
  })
}

export const namesOf = ({ description }: UntypedLayer): readonly string[] =>
  parametersOf(description).map(({ name }) => name)

/** The draw, to be read. */
export const exhibitsOf = ({ layer, params, input, outputGradient }: Case): readonly Exhibit[] => [
  ['layer', showDescription(layer.description)],
  ...showParams(namesOf(layer), params),
  ['input', showValue(input)],
  ['output gradient', showValue(outputGradient)]
]

/** What the draw contains. */
export const reachedBy = ({ examples, input }: Case): readonly string[] => [
  ...kindsOf(numbersOf(input)),
  ...(examples === 1 ? ['batch of one'] : ['batch of several'])
]

/** Whether a value has so many examples of these shapes. */
export const expectedShapes = (examples: number, shapes: Shapes): Shapes => batched(examples, shapes)
