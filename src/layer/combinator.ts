import { chain, type Either, sequenceArray as allOrError } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { isSome, none, type Option, some } from 'fp-ts/lib/Option.js'
import { map, sequenceArray as oneAfterTheOther } from 'fp-ts/lib/State.js'
import { cutParams, joinAll, type Params, type Value } from '../algebra/Value.js'
import { type ShapeError, type Shapes } from '../tensor/Shape.js'
import { type AnyLayer } from './AnyLayer.js'
import { combine, type Description } from './Description.js'
import { type UntypedLayer } from './eraseTypes.js'
import {
  type Cache,
  type Data,
  type Layer,
  layer,
  parameterCount,
  type Passes,
  shapeOrThrow,
  type Training
} from './Layer.js'
import { calibrate, drawNoise, hasStatistics, noiseCount, trainingForward } from './trainingForm.js'

/**
 * The passes of the parts. Each takes the parameters of the whole combination and reads its own from them; its backward gives
 * the gradient of its own.
 */
export type PartPasses<L extends readonly AnyLayer[], P extends Params> = {
  readonly [I in keyof L]: L[I] extends Layer<infer Q, infer A, infer B>
    ? {
        readonly forward: (params: P, input: A) => readonly [output: B, cache: Cache]
        readonly backward: (
          params: P,
          cache: Cache,
          outputGradient: B
        ) => readonly [paramsGradient: Q, inputGradient: A]
      }
    : never
}

/** What the author of a combinator writes. */
export interface Combination<
  L extends readonly AnyLayer[],
  P extends Params,
  A extends Value,
  B extends Value,
  C extends Data
> {
  /** The name of the combinator, under which a network that uses it is described. */
  readonly kind: string
  /** Its arguments other than layers, by name. Default: none. */
  readonly configuration?: Description['configuration']
  /** The layers that are combined. */
  readonly parts: L
  /** Whether all parts are one layer with one set of parameters, each use with its own noise. Default: false. */
  readonly tied?: boolean
  /** The shape of one example of the input, if the parts fix it. */
  readonly inputShape: Option<Shapes>
  /** The shapes that the parts take, from the shape that the combination takes. */
  readonly partShapes: (input: Shapes) => Either<ShapeError, readonly Shapes[]>
  /** The shape of the output, from the shapes that the parts give. */
  readonly outputShape: (outputs: readonly Shapes[], input: Shapes) => Either<ShapeError, Shapes>
  /** What a part takes, from the input and the output of the part before it. Only calibration asks for it. */
  readonly partInput: (part: number, input: A, before: () => Value) => Value
  /** The formula: the passes of the combination from those of its parts. */
  readonly passes: (parts: PartPasses<L, P>) => Passes<P, A, B, C>
  /** The same combination of other parts, which calibration gives. */
  readonly rebuild: (parts: L) => Layer<P, A, B>
}

/** Selects some of a list of tensors. */
type Selection = (all: Params) => Params

/** Selects consecutive ranges of these lengths, one for each length. */
export const ranges = (lengths: readonly number[]): readonly Selection[] => {
  let end = 0
  return lengths.map(length => {
    const [from, to] = [end, (end += length)]
    return all => cutParams(all, from, to)
  })
}

/** Passes that select their own parameters from those of the whole. */
export const within = (
  own: Selection,
  { forward, backward }: Passes<Params, Value, Value>
): Passes<Params, Value, Value> => ({
  forward: (params, input) => forward(own(params), input),
  backward: (params, cache, outputGradient) => backward(own(params), cache, outputGradient)
})

/**
 * Makes a layer from layers: its author writes the formula and the shapes. Parameters, their names and initial values, noise and
 * calibration come from the parts, in their order.
 *
 * @example
 * const halved = <P extends Params, A extends Value>(body: Layer<P, A, A>): Layer<P, A, A> =>
 *   combinator({
 *     kind: 'halved',
 *     parts: [body],
 *     inputShape: body.inputShape,
 *     partShapes: input => right([input]),
 *     outputShape: ([output = []]) => right(output),
 *     partInput: (_, input) => input,
 *     passes: ([f]) => ({
 *       forward: (params, x) => {
 *         const [y, cache] = f.forward(params, x)
 *         return [scaleValue(0.5, y), cache]
 *       },
 *       backward: (params, cache, dy) => f.backward(params, cache, scaleValue(0.5, dy))
 *     }),
 *     rebuild: ([body]) => halved(body)
 *   })
 */
export const combinator = <
  const L extends readonly AnyLayer[],
  P extends Params,
  A extends Value,
  B extends Value,
  C extends Data
>(
  combination: Combination<L, P, A, B, C>
): Layer<P, A, B> => {
  /* eslint-disable @typescript-eslint/consistent-type-assertions -- the existential: only `passes` and `rebuild`, which know the types of the parts, are handed the parts */
  const untyped = combination as unknown as Combination<readonly UntypedLayer[], Params, Value, Value, Data>
  return combined(untyped) as unknown as Layer<P, A, B>
  /* eslint-enable @typescript-eslint/consistent-type-assertions -- from here on as everywhere */
}

const combined = (combination: Combination<readonly UntypedLayer[], Params, Value, Value, Data>): UntypedLayer => {
  const { kind, configuration, parts, tied = false, inputShape, partShapes, outputShape, passes } = combination
  const distinct = tied ? parts.slice(0, 1) : parts
  const selections = ranges(distinct.map(({ description }) => parameterCount(description)))
  const own = parts.map((_, i) => selections[tied ? 0 : i]!)
  const partPasses = (forwardOf: (part: UntypedLayer, i: number) => UntypedLayer['forward']) =>
    parts.map((part, i) => within(own[i]!, { forward: forwardOf(part, i), backward: part.backward }))
  const descriptions = distinct.map(({ description }) => description)
  return layer<Params, Value, Value, Data>({
    description: combine(kind, descriptions, configuration),
    inputShape,
    outputShape: input =>
      pipe(
        partShapes(input),
        chain(shapes => allOrError(parts.map((part, i) => part.outputShape(shapes[i]!)))),
        chain(outputs => outputShape(outputs, input))
      ),
    init: pipe(oneAfterTheOther(distinct.map(({ init }) => init)), map(joinAll)),
    ...passes(partPasses(({ forward }) => forward)),
    ...(parts.some(({ training }) => isSome(training)) ? { training: trainingOf(combination, own, partPasses) } : {})
  })
}

const trainingOf = (
  {
    parts,
    tied = false,
    partShapes,
    partInput,
    passes,
    rebuild
  }: Combination<readonly UntypedLayer[], Params, Value, Value, Data>,
  own: readonly Selection[],
  partPasses: (
    forwardOf: (part: UntypedLayer, i: number) => UntypedLayer['forward']
  ) => readonly Passes<Params, Value, Value>[]
): Training<Params, Value, Value, Data> => {
  const counts = parts.map(noiseCount)
  const ownNoise = ranges(counts)
  return {
    noiseCount: counts.reduce((sum, count) => sum + count, 0),
    noise: (input, batchSize) => {
      const shapes = shapeOrThrow(partShapes(input))
      return pipe(oneAfterTheOther(parts.map((part, i) => drawNoise(part, shapes[i]!, batchSize))), map(joinAll))
    },
    forward: noise => passes(partPasses((part, i) => trainingForward(part, ownNoise[i]!(noise)))).forward,
    calibrate: parts.some(hasStatistics)
      ? some((params, batches) => {
          // A part may take what the part before it gives, so parts are calibrated in their order.
          let before: (batch: number) => Value = () => []
          const calibrated = parts.map((part, i) => {
            const ownParams = own[i]!(params)
            const uses = tied ? parts.map((_, use) => use) : [i]
            const inputs = batches.flatMap((batch, k) => uses.map(use => partInput(use, batch, () => before(k))))
            const found = calibrate(part, ownParams, inputs)
            before = k => found.forward(ownParams, inputs[k]!)[0]
            return found
          })
          return rebuild(calibrated)
        })
      : none
  }
}
