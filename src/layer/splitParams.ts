import { type AllParams, type AnyLayer, type ParamsOf } from './AnyLayer.js'
import { ranges } from './combinator.js'
import { inOrder } from './Description.js'
import { parameterCount } from './Layer.js'
import { requireLayer, requireParams } from './requirements.js'

/** Types of the parameters of several layers, one tuple per layer. */
export type EachParams<L extends readonly AnyLayer[]> = { readonly [I in keyof L]: ParamsOf<L[I]> }

/**
 * Cuts the parameters of a composition at its parts: returns the parameters of each part. A spread joins them again.
 *
 *     splitParams(f, g)([...p, ...q]) = [p, q]
 *
 * The parts are those of `pipe(f, andThen(g))`, `fork(f, g)` or `beside(f, g)`, in order. A part may be a composition itself. For
 * `tie`, leave out the head, whose parameters are those of the first layer.
 *
 * @param parts the layers that were composed
 * @throws ShapeError later if the parameters are not those of the parts
 * @throws TypeError if a part is not a layer
 * @example
 * const [encoder, head] = [pipe(dense(2, 3), andThen(tanh())), dense(3, 1)] as const
 * const params = evaluate(Randoms.seed(1))(pipe(encoder, andThen(head)).init)
 * const [ofEncoder, ofHead] = splitParams(encoder, head)(params)
 * predict(pipe(encoder, andThen(head)), [...ofEncoder, ...ofHead])
 */
export const splitParams = <const L extends readonly AnyLayer[]>(
  ...parts: L
): ((params: AllParams<L>) => EachParams<L>) => {
  parts.forEach(part => requireLayer('splitParams', part))
  const requireOwn = requireParams(inOrder(...parts.map(({ description }) => description)))
  const selections = ranges(parts.map(({ description }) => parameterCount(description)))
  return params => {
    requireOwn(params)
    // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- TypeScript cannot cut a tuple at an index
    return selections.map(select => select(params)) as unknown as EachParams<L>
  }
}
