/**
 * A fold as an operation: a step makes the next carry of the last one and of one row of every input.
 *
 *     [c₁, y₁] = step(c₀, x₁)      [c₂, y₂] = step(c₁, x₂)      …      gives [cₙ, [y₁, …, yₙ]]
 *
 * The inputs have one row a step, along their leading axis; the outputs of the steps are stacked along a new one. What the
 * step reads beside is the same for all steps. Tensors that hold numbers go through it in a loop; in a program it is one node,
 * so that many steps of training are one program.
 */
import { interpreterOf } from './Interpreter.js'
import { scan as fold } from './kernel/scan.js'
import { type Shape } from '../tensor/Shape.js'
import { type AnyTensor, type Batched, type Tensor } from '../tensor/Tensor.js'
import { formed, type Params, tensorsOf, type Value } from './Value.js'

/** One row of each tensor. */
export type RowsOf<X extends Params> = {
  readonly [I in keyof X]: X[I]['shape'] extends readonly [number, ...infer S extends Shape]
    ? Tensor<Readonly<S>>
    : AnyTensor
}

/** The tensors of all steps, stacked. */
export type Stacked<Y extends Params> = { readonly [I in keyof Y]: Batched<Y[I]['shape']> }

export const scan = <C extends Value, const X extends Params, const Y extends Params>(
  step: (carry: C, rows: RowsOf<X>) => readonly [carry: C, outputs: Y],
  start: C,
  inputs: X
): readonly [carry: C, outputs: Stacked<Y>] => {
  const given = tensorsOf(start)
  const interpreter = [...given, ...inputs].map(tensor => interpreterOf(tensor)).find(found => found !== undefined)
  const [carry, outputs] = (interpreter?.scan ?? fold)(
    (carry, rows) => {
      // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- a tuple mapped element by element
      const [next, outputs] = step(formed(start, carry), rows as unknown as RowsOf<X>)
      return [tensorsOf(next), outputs]
    },
    given,
    inputs
  )
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- a tuple mapped element by element
  return [formed(start, carry), outputs as unknown as Stacked<Y>]
}
