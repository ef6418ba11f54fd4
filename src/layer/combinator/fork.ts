import { isLeft, right } from 'fp-ts/lib/Either.js'
import { isSome, none } from 'fp-ts/lib/Option.js'
import { addValues, type Params, type Value } from '../../algebra/Value.js'
import { shapeError, showShape } from '../../tensor/Shape.js'
import { showDescription } from '../Description.js'
import { type AllOutputs, type AllParams, type AnyLayer, type UntypedLayer, untyped } from '../AnyLayer.js'
import { type Cache, type Layer } from '../Layer.js'
import { combinator } from '../combinator.js'
import { sideBySide } from './beside.js'

type Sized = Pick<UntypedLayer, 'description' | 'inputShape' | 'outputShape'>

/** Throws a ShapeError if the input that one branch is known to take does not fit another branch. */
const requireSameInput = (one: Sized, other: Sized): void => {
  const { inputShape } = one
  if (!isSome(inputShape) || !isLeft(other.outputShape(inputShape.value))) return
  const taken = isSome(other.inputShape) ? `takes ${showShape(other.inputShape.value)}` : 'does not accept this shape'
  throw shapeError(
    `fork passes the same input to all its layers: ${showDescription(one.description)} takes ${showShape(inputShape.value)}, ` +
      `but ${showDescription(other.description)} ${taken}`
  )
}

const all = (parts: readonly UntypedLayer[]): Layer<Params, Value, readonly Value[]> => {
  for (const one of parts) for (const other of parts) requireSameInput(one, other)
  return combinator<readonly UntypedLayer[], Params, Value, readonly Value[], readonly Cache[]>({
    kind: 'fork',
    stepwise: 'parts',
    parts,
    inputShape: parts.map(({ inputShape }) => inputShape).find(isSome) ?? none,
    partShapes: input => right(parts.map(() => input)),
    outputShape: outputs => right(outputs),
    partInput: (_, input) => input,
    passes: layers => {
      const { forward, backward } = sideBySide(layers)
      return {
        forward: (params, input) =>
          forward(
            params,
            layers.map(() => input)
          ),
        backward: (params, caches, outputGradients) => {
          const [paramsGradient, inputGradients] = backward(params, caches, outputGradients)
          return [paramsGradient, inputGradients.reduce(addValues)]
        }
      }
    },
    rebuild: all
  })
}

/**
 * Runs two or more layers on the same input. The output is the tuple of their outputs.
 *
 *     forward    [y, v] = [f(p, x), g(q, x)]
 *     backward   [dp, dx₁] = f*(p, dy)      [dq, dx₂] = g*(q, dv)      dx = dx₁ + dx₂
 *
 * f* is the backward of f. The cache is the list of the caches of the layers.
 *
 * @throws ShapeError if two layers are known to take different inputs
 * @example pipe(fork(dense(2, 3), dense(2, 4)), andThen(concatenate()))
 */
export const fork = <
  P extends Params,
  A extends Value,
  B extends Value,
  Q extends Params,
  C extends Value,
  const L extends readonly From<A>[] = readonly []
>(
  one: Layer<P, A, B>,
  other: Layer<Q, A, C>,
  ...others: L
): Layer<readonly [...P, ...Q, ...AllParams<L>], A, readonly [B, C, ...AllOutputs<L>]> =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- existential type: TypeScript cannot type a tuple that is mapped element by element
  all([one, other, ...others].map(untyped)) as unknown as ReturnType<typeof fork<P, A, B, Q, C, L>>

/** A layer of any types that takes an A. */
interface From<A extends Value> extends AnyLayer {
  readonly forward: (params: never, input: A) => readonly [output: Value, cache: Cache]
}
