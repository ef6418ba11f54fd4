import { type Either, isLeft, isRight } from 'fp-ts/lib/Either.js'
import { isSome, none, type Option, some } from 'fp-ts/lib/Option.js'
import { reshape } from '../algebra/Algebra.js'
import { cutParams, type Params, type Value } from '../algebra/Value.js'
import { type ShapeError, type Shapes } from '../tensor/Shape.js'
import { type AnyTensor } from '../tensor/Tensor.js'
import { type AnyLayer, type UntypedLayer } from './AnyLayer.js'
import { combine, type Description } from './Description.js'
import { drawnInTurn } from './drawn.js'
import {
  type Cache,
  type Data,
  type Layer,
  layer,
  parameterCount,
  type Passes,
  shapeOrThrow,
  steps,
  type Stepwise,
  type Training
} from './Layer.js'
import { withRebuild } from './rebuilding.js'
import { stepsOf } from './stepwise.js'
import { calibrate, drawNoise, hasStatistics, noiseCount, trainingForward } from './trainingForm.js'

/**
 * Type of the passes of the parts of a combination. Every pass takes the parameters of the whole combination and reads only
 * those of its part. `backward` returns the gradient of the parameters of its part.
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

/** Definition of a combination of layers, the argument of `combinator`. */
export interface Combination<
  L extends readonly AnyLayer[],
  P extends Params,
  A extends Value,
  B extends Value,
  C extends Data
> {
  /** Name of the combinator in descriptions. */
  readonly kind: string
  /** Arguments of the combinator other than layers, by name. Default: {}. */
  readonly configuration?: Description['configuration']
  /** Layers that are combined. */
  readonly parts: L
  /**
   * For every part, the index of the part whose parameters it uses: `[0, 0]` for one layer that is used twice. Every part draws
   * its own noise. The description lists the parts with their own parameters. Default: every part has its own.
   */
  readonly owners?: readonly number[]
  /** Shape of one example of the input. `none` if the parts do not determine the shape. */
  readonly inputShape: Option<Shapes>
  /** Computes the input shape of every part from the input shape of the combination. */
  readonly partShapes: (input: Shapes) => Either<ShapeError, readonly Shapes[]>
  /**
   * Number of examples that the parts take per example of the combination, from its input shape. The noise of the parts, [n · k,
   * ...s], is kept as [n, k, ...s], so that it has a row for every example. Default: the parts take the same examples.
   */
  readonly examples?: (input: Shapes) => number
  /** Computes the output shape of the combination from the output shapes of the parts. */
  readonly outputShape: (outputs: readonly Shapes[], input: Shapes) => Either<ShapeError, Shapes>
  /**
   * Computes the input of a part from the input of the combination and the output of the part before. Used by `calibrate` only.
   */
  readonly partInput: (part: number, input: A, before: () => Value) => Value
  /** Formula of the combination: its passes from the passes of its parts. */
  readonly passes: (parts: PartPasses<L, P>) => Passes<P, A, B, C>
  /**
   * Stepwise inference: 'parts' if the formula takes the positions of a sequence alike and calls every part once, so that the steps
   * of the parts give the steps of the combination. Default: not possible.
   */
  readonly stepwise?: 'parts' | Stepwise<P, A, B>
  /** Builds the same combination of other parts. Used by `calibrate`, which replaces parts. */
  readonly rebuild: (parts: L) => Layer<P, A, B>
}

/** Selects tensors of a list. */
type Selection = (all: Params) => Params

/** Returns one selection per length. The selections are consecutive ranges. */
export const ranges = (lengths: readonly number[]): readonly Selection[] => {
  let end = 0
  return lengths.map(length => {
    const [from, to] = [end, (end += length)]
    return all => cutParams(all, from, to)
  })
}

/** Passes of a part that take the parameters of the whole and select their own. */
export const within = (
  own: Selection,
  { forward, backward }: Passes<Params, Value, Value>
): Passes<Params, Value, Value> => ({
  forward: (params, input) => forward(own(params), input),
  backward: (params, cache, outputGradient) => backward(own(params), cache, outputGradient)
})

/**
 * Makes a layer from other layers. You write the formula and the shapes; `combinator` derives the parameters, their names and
 * initial values, the noise and the calibration from the parts, in order.
 *
 * - `kind`, `configuration`: name of the combinator, and its arguments other than layers.
 * - `parts`: the layers that are combined.
 * - `inputShape`: shape of one example of the input. `none` if the parts do not determine the shape.
 * - `partShapes`: computes the input shape of every part from the input shape of the combination.
 * - `examples`: computes the number of examples that the parts take per example of the combination. Default: 1.
 * - `outputShape`: computes the output shape of the combination from the output shapes of the parts.
 * - `partInput`: computes the input of a part from the input of the combination and the output of the part before.
 * - `passes`: computes the passes of the combination from the passes of its parts. This is the formula.
 * - `rebuild`: builds the same combination of other parts. `calibrate` calls it and `partInput`.
 * - `owners`: for every part, the index of the part whose parameters it uses. Default: its own.
 * - `stepwise`: 'parts' if the formula takes the positions of a sequence alike. Default: no stepwise inference.
 *
 * @param combination the record of these fields
 * @example
 * const half = Values.mapValues(x => Algebra.scale(0.5, x))
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
 *         return [half(y), cache]
 *       },
 *       backward: (params, cache, dy) => f.backward(params, cache, half(dy))
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
  /* eslint-disable @typescript-eslint/consistent-type-assertions -- existential type: only `passes` and `rebuild`, which know the types of the parts, receive the parts */
  const untyped = combination as unknown as Untyped
  return combined(untyped) as unknown as Layer<P, A, B>
  /* eslint-enable @typescript-eslint/consistent-type-assertions -- end of the block that erases types */
}

/** A combination of layers whose types are erased. */
type Untyped = Combination<readonly UntypedLayer[], Params, Value, Value, Data>

const combined = (combination: Untyped): UntypedLayer => {
  const { kind, configuration, parts, inputShape, partShapes, outputShape, passes, rebuild } = combination
  const { owners = parts.map((_, i) => i) } = combination
  const distinct = parts.filter((_, i) => owners[i] === i)
  const selections = ranges(parts.map(({ description }, i) => (owners[i] === i ? parameterCount(description) : 0)))
  const own = owners.map(owner => selections[owner]!)
  const partPasses: PartPassesOf = forwardOf =>
    parts.map((part, i) => within(own[i]!, { forward: forwardOf(part, i), backward: part.backward }))
  const descriptions = distinct.map(({ description }) => description)
  const whole = layer<Params, Value, Value, Data>({
    description: combine(kind, descriptions, configuration),
    inputShape,
    outputShape: input => {
      const shapes = partShapes(input)
      if (isLeft(shapes)) return shapes
      const outputs = parts.map((part, i) => part.outputShape(shapes.right[i]!))
      return (
        outputs.find(isLeft) ??
        outputShape(
          outputs.filter(isRight).map(({ right }) => right),
          input
        )
      )
    },
    init: drawnInTurn(distinct.map(({ init }) => init)),
    ...passes(partPasses(({ forward }) => forward)),
    training: parts.some(({ training }) => isSome(training))
      ? trainingOf({ ...combination, owners }, own, partPasses)
      : undefined,
    stepwise: stepwiseOf(combination, partPasses)
  })
  return withRebuild(whole, change => rebuild(parts.map(change)))
}

/** Noise for k examples per example of a combination: [n · k, ...s] → [n, k, ...s]. */
const grouped = (examples: number, each: number) => (noise: AnyTensor) =>
  reshape([examples, each, ...noise.shape.slice(1)], noise)

/** The inverse of `grouped`. */
const ungrouped = (noise: AnyTensor): AnyTensor => {
  const [examples = 1, each = 1, ...rest] = noise.shape
  return reshape([examples * each, ...rest], noise)
}

/** The passes of the parts of a combination, with a forward function for each part. */
type PartPassesOf = (
  forwardOf: (part: UntypedLayer, i: number) => UntypedLayer['forward']
) => readonly Passes<Params, Value, Value>[]

/** The steps of a combination. A step runs the formula on the steps of the parts, and keeps the state of each. */
const stepwiseOf = (
  { parts, passes, stepwise }: Untyped,
  partPasses: PartPassesOf
): Stepwise<Params, Value, Value> | undefined => {
  if (stepwise !== 'parts') return stepwise
  const each = parts.map(stepsOf).filter(isSome)
  if (each.length < parts.length) return undefined
  if (parts.every(part => isSome(part.stepwise) && part.stepwise.value === 'alone')) return 'alone'
  return steps<Params, Value, Value, readonly Cache[]>(
    each.map(({ value }) => value.start),
    (params, states, input) => {
      const after = [...states]
      const formula = passes(
        partPasses((_, i) => (own, x) => {
          const [output, state] = each[i]!.value.step(own, states[i]!, x)
          after[i] = state
          return [output, state]
        })
      )
      return [formula.forward(params, input)[0], after]
    }
  )
}

const trainingOf = (
  { parts, owners, partShapes, examples, partInput, passes, rebuild }: Untyped & Required<Pick<Untyped, 'owners'>>,
  own: readonly Selection[],
  partPasses: PartPassesOf
): Training<Params, Value, Value, Data> => {
  const counts = parts.map(noiseCount)
  const ownNoise = ranges(counts)
  return {
    noiseCount: counts.reduce((sum, count) => sum + count, 0),
    noise: (input, batchSize) => {
      const shapes = shapeOrThrow(partShapes(input))
      const perExample = examples?.(input)
      const size = batchSize * (perExample ?? 1)
      const draw = drawnInTurn(parts.map((part, i) => drawNoise(part, shapes[i]!, size)))
      if (perExample === undefined) return draw
      return seed => {
        const [noise, next] = draw(seed)
        return [noise.map(grouped(batchSize, perExample)), next]
      }
    },
    forward: noise => {
      const drawn = examples === undefined ? noise : noise.map(ungrouped)
      return passes(partPasses((part, i) => trainingForward(part, ownNoise[i]!(drawn)))).forward
    },
    calibrate: parts.some(hasStatistics)
      ? some((params, batches) => {
          // The input of a part may be the output of the part before, so parts are calibrated in order.
          let before: (batch: number) => Value = () => []
          const calibrated = parts.map((part, i) => {
            const ownParams = own[i]!(params)
            const uses = parts.flatMap((other, use) => (other === part && owners[use] === owners[i] ? [use] : []))
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
