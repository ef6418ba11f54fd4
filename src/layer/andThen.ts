import { type Either, isLeft, map, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import { joinAll, type Params, type Value } from '../algebra/Value.js'
import { shapeError, type ShapeError, type Shapes, showShape } from '../tensor/Shape.js'
import { type AnyLayer, type UntypedLayer, untyped } from './AnyLayer.js'
import { firstOf, inOrder, lastOf, nothing, showDescription } from './Description.js'
import { noTensors } from './drawn.js'
import { type Cache, type Layer, layer, type Passes, withUnchangedShape } from './Layer.js'
import { combinator } from './combinator.js'
import { withRebuild } from './rebuilding.js'
import { requireLayer } from './requirements.js'

type Sized = Pick<UntypedLayer, 'description' | 'inputShape' | 'outputShape'>

/** The shape members of a layer whose output has the shape of its input, which may be a tuple. */
const anything = { inputShape: O.none, outputShape: (input: Shapes): Either<ShapeError, Shapes> => right(input) }

/** Whether a layer keeps any shape. The shape that a sequence takes is then determined by the next layer. */
const keepsShape = ({ outputShape }: Pick<Sized, 'outputShape'>): boolean =>
  outputShape === withUnchangedShape.outputShape || outputShape === anything.outputShape

/**
 * Identity layer: returns its input. The unit of `andThen`.
 *
 *     forward    y  = x
 *     backward   dx = dy
 *
 * @example beside(dense(2, 3), identity<Batched<readonly [4]>>()) // the second part of the pair passes unchanged
 */
export const identity = <A extends Value>(): Layer<readonly [], A, A> => {
  const unit = layer<readonly [], A, A, undefined>({
    description: nothing,
    ...anything,
    stepwise: 'alone',
    init: noTensors,
    forward: (_, input) => [input, undefined],
    backward: (_, __, outputGradient) => [[], outputGradient]
  })
  return withParts(unit, [])
}

/**
 * The passes of a sequence: forward through all parts, backward through all parts in reverse.
 *
 *     forward    y = g(q, f(p, x))
 *     backward   [dq, du] = g*(q, dy)      [dp, dx] = f*(p, du)
 *
 * The cache is the list of the caches of the parts.
 */
export const chained = (
  parts: readonly Passes<Params, Value, Value>[]
): Passes<Params, Value, Value, readonly Cache[]> => ({
  forward: (params, input) => {
    const caches = new Array<Cache>(parts.length)
    let value = input
    for (let i = 0; i < parts.length; i++) {
      const [output, cache] = parts[i]!.forward(params, value)
      caches[i] = cache
      value = output
    }
    return [value, caches]
  },
  backward: (params, caches, outputGradient) => {
    const gradients = new Array<Params>(parts.length)
    let gradient = outputGradient
    for (let i = parts.length - 1; i >= 0; i--) {
      const [paramsGradient, inputGradient] = parts[i]!.backward(params, caches[i]!, gradient)
      gradients[i] = paramsGradient
      gradient = inputGradient
    }
    return [joinAll(gradients), gradient]
  }
})

/**
 * The parts of every sequence. A sequence of sequences becomes one flat list, because every level of nesting would cost time. A
 * changed copy of a sequence (`{ ...network, backward }`) is not in this map, so it counts as one part and keeps its functions.
 */
const sequences = new WeakMap<object, readonly UntypedLayer[]>()

/** The layers that a sequence runs one after the other. Any other layer is its only part. */
export const partsOf = (layer: AnyLayer): readonly UntypedLayer[] => sequences.get(layer) ?? [untyped(layer)]

/** Records that a layer runs these parts one after the other. */
export const withParts = <L extends AnyLayer>(layer: L, parts: readonly UntypedLayer[]): L => {
  sequences.set(layer, parts)
  return layer
}

/** Throws a ShapeError if the output of a layer is known not to fit the next layer. */
const requireFit = (layers: readonly Sized[]): void => {
  let known: O.Option<Shapes> = O.none
  layers.forEach((layer, i) => {
    const before = layers[i - 1]
    if (before !== undefined && O.isSome(known) && isLeft(layer.outputShape(known.value))) {
      const taken = O.isSome(layer.inputShape)
        ? `takes ${showShape(layer.inputShape.value)}`
        : 'does not accept this shape'
      throw shapeError(
        `${showDescription(lastOf(before.description))} gives ${showShape(known.value)}, ` +
          `but ${showDescription(firstOf(layer.description))} ${taken}`
      )
    }
    known = pipe(
      O.isSome(known) ? known : layer.inputShape,
      O.chain(shape => O.fromEither(layer.outputShape(shape)))
    )
  })
}

/** The input shape of every part of a sequence, and the output shape of the last part. */
const shapesAlong = (
  parts: readonly UntypedLayer[],
  input: Shapes
): Either<ShapeError, readonly [taken: readonly Shapes[], given: Shapes]> => {
  const taken: Shapes[] = []
  let given = input
  for (const { outputShape } of parts) {
    taken.push(given)
    const next = outputShape(given)
    if (isLeft(next)) return next
    given = next.right
  }
  return right([taken, given])
}

/**
 * Composes a list of layers in sequence: `andThen` for a list of any length. The compiler does not check the types between the
 * layers, but `inSequence` checks their shapes.
 *
 * @param layers the layers, first to last. The empty list gives `identity()`.
 * @throws ShapeError if the output of a layer is known not to fit the next layer
 * @example inSequence([dense(2, 8), ...Array.from({ length: 3 }, () => dense(8, 8)), dense(8, 1)])
 */
export const inSequence = (layers: readonly AnyLayer[]): UntypedLayer => {
  requireFit(layers)
  const parts = layers.flatMap(partsOf)
  const [only] = parts
  if (only === undefined) return untyped(identity())
  if (parts.length === 1) return only
  const sized = parts.find(part => !keepsShape(part))
  const sequence: UntypedLayer = {
    ...combinator<readonly UntypedLayer[], Params, Value, Value, readonly Cache[]>({
      kind: 'sequence',
      stepwise: 'parts',
      parts,
      inputShape: sized === undefined ? O.none : sized.inputShape,
      partShapes: input =>
        pipe(
          shapesAlong(parts, input),
          map(([taken]) => taken)
        ),
      outputShape: (outputs, input) => right(outputs.at(-1) ?? input),
      partInput: (part, input, before) => (part === 0 ? input : before()),
      passes: chained,
      rebuild: inSequence
    }),
    description: inOrder(...parts.map(({ description }) => description)),
    // Computes the shape of every part once. Twice per level would be 2ⁿ computations in n nested sequences.
    outputShape:
      sized === undefined
        ? unchangedBy(parts)
        : input =>
            pipe(
              shapesAlong(parts, input),
              map(([, given]) => given)
            )
  }
  return withRebuild(withParts(sequence, parts), change => inSequence(parts.map(change)))
}

/** The shape rule of parts that all keep the shape. If one of them takes a single tensor only, so does the sequence. */
const unchangedBy = (parts: readonly Sized[]): Sized['outputShape'] =>
  parts.some(({ outputShape }) => outputShape === withUnchangedShape.outputShape)
    ? withUnchangedShape.outputShape
    : anything.outputShape

/**
 * Composes two layers in sequence: the output of the first is the input of the next. Their parameters are concatenated.
 *
 *     forward    y = g(q, f(p, x))
 *     backward   [dq, du] = g*(q, dy)      [dp, dx] = f*(p, du)      u = f(p, x)
 *
 * f* is the backward of f. The cache holds the caches of both layers. Composition is associative bit for bit, with the unit `identity`.
 *
 * @param next the layer that follows
 * @throws ShapeError if the output of the first layer is known not to fit the next layer
 * @throws TypeError if `next` is not a layer, such as `tanh` instead of `tanh()`
 * @example pipe(dense(2, 3), andThen(tanh()), andThen(dense(3, 1)))
 */
export const andThen = <Q extends Params, B extends Value, C extends Value>(next: Layer<Q, B, C>) => {
  requireLayer('andThen', next)
  return <P extends Params, A extends Value>(first: Layer<P, A, B>): Layer<readonly [...P, ...Q], A, C> =>
    // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- existential type: the signature has checked the types between the parts
    inSequence([first, next]) as unknown as Layer<readonly [...P, ...Q], A, C>
}
