import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { sequenceArray as allOrNone } from 'fp-ts/lib/Option.js'
import { joinAll, type Params, type Value } from '../../algebra/Value.js'
import { shapeError, type ShapeError, type Shapes, showShape } from '../../tensor/Shape.js'
import {
  type AllInputs,
  type AllOutputs,
  type AllParams,
  type AnyLayer,
  type UntypedLayer,
  untyped
} from '../AnyLayer.js'
import { type Cache, type Layer, type Passes } from '../Layer.js'
import { combinator } from '../combinator.js'

/** The shape rule of a combinator that takes a tuple: the shapes of the parts of the tuple. */
export const tupleOf =
  (kind: string, size: number) =>
  (input: Shapes): Either<ShapeError, readonly Shapes[]> => {
    const parts = input.flatMap(part => (typeof part === 'object' ? [part] : []))
    return parts.length === size && input.length === size
      ? right(parts)
      : left(shapeError(`${kind} takes a ${size === 2 ? 'pair' : `tuple of ${size}`}, found ${showShape(input)}`))
  }

/** The passes of layers side by side: every layer has its own input. */
export const sideBySide = (
  layers: readonly Passes<Params, Value, Value>[]
): Passes<Params, readonly Value[], readonly Value[], readonly Cache[]> => ({
  forward: (params, inputs) => {
    const passed = layers.map((layer, i) => layer.forward(params, inputs[i]!))
    return [passed.map(([output]) => output), passed.map(([, cache]) => cache)]
  },
  backward: (params, caches, outputGradients) => {
    const passed = layers.map((layer, i) => layer.backward(params, caches[i]!, outputGradients[i]!))
    return [joinAll(passed.map(([gradient]) => gradient)), passed.map(([, gradient]) => gradient)]
  }
})

const all = (parts: readonly UntypedLayer[]): Layer<Params, readonly Value[], readonly Value[]> =>
  combinator<readonly UntypedLayer[], Params, readonly Value[], readonly Value[], readonly Cache[]>({
    kind: 'beside',
    stepwise: 'parts',
    parts,
    inputShape: allOrNone(parts.map(({ inputShape }) => inputShape)),
    partShapes: tupleOf('beside', parts.length),
    outputShape: outputs => right(outputs),
    partInput: (part, inputs) => inputs[part]!,
    passes: sideBySide,
    rebuild: all
  })

/**
 * Runs two or more layers side by side: the first layer takes the first value of a tuple, the second layer the second value.
 *
 *     forward    [y, v] = [f(p, x), g(q, u)]
 *     backward   [dp, dx] = f*(p, dy)      [dq, du] = g*(q, dv)
 *
 * The cache is the list of the caches of the layers.
 *
 * @example beside(dense(2, 3), dense(4, 3)) // takes [x, u] with 2 and 4 features
 */
export const beside = <
  P extends Params,
  A extends Value,
  B extends Value,
  Q extends Params,
  C extends Value,
  D extends Value,
  const L extends readonly AnyLayer[] = readonly []
>(
  one: Layer<P, A, B>,
  other: Layer<Q, C, D>,
  ...others: L
): Layer<readonly [...P, ...Q, ...AllParams<L>], readonly [A, C, ...AllInputs<L>], readonly [B, D, ...AllOutputs<L>]> =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- existential type: TypeScript cannot type a tuple that is mapped element by element
  all([one, other, ...others].map(untyped)) as unknown as ReturnType<typeof beside<P, A, B, Q, C, D, L>>
