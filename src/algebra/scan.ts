import { interpreterOf } from './Interpreter.js'
import { scan as fold } from './kernel/scan.js'
import { type Shape } from '../tensor/Shape.js'
import { type AnyTensor, type Batched, type Tensor } from '../tensor/Tensor.js'
import { formed, type Params, tensorsOf, type Value } from './Value.js'

/** The type of one row of each tensor: the shapes without their leading axis. */
export type RowsOf<X extends Params> = {
  readonly [I in keyof X]: X[I]['shape'] extends readonly [number, ...infer S extends Shape]
    ? Tensor<Readonly<S>>
    : AnyTensor
}

/** The type of the outputs of all steps, stacked along a new leading axis. */
export type Stacked<Y extends Params> = { readonly [I in keyof Y]: Batched<Y[I]['shape']> }

/**
 * A fold over the rows of tensors. Each step computes the next carry and some outputs from the carry and one row of every input.
 *
 *     [c₁, y₁] = step(c₀, x₁)      [c₂, y₂] = step(c₁, x₂)      …      returns [cₙ, [y₁, …, yₙ]]
 *
 * The leading axis of every input has one row per step: [n, ...s] → [...s] for the step. The outputs are stacked along a new
 * leading axis: [...t] → [n, ...t]. Other tensors that the step reads are the same in all steps.
 *
 * Tensors that hold numbers run through a loop. In a traced program the scan is one node, so a program can hold many steps of
 * training.
 *
 * @param step pure function of the carry and one row of every input. The next carry must have the shapes of the last one.
 * @param start the carry of the first step
 * @param inputs tensors with the same number of rows
 * @throws ShapeError if the inputs differ in their number of rows, if there are no inputs, or if a step changes the shapes of the
 * carry
 * @example
 * const [total, sums] = scan(
 *   (sum: Scalar, [x]: readonly [Scalar]) => [Algebra.add(sum, x), [Algebra.add(sum, x)]],
 *   scalar(0),
 *   [tensor([1, 2, 3])]
 * ) // total: 6, sums: [[1, 3, 6]]
 */
export const scan = <C extends Value, const X extends Params, const Y extends Params>(
  step: (carry: C, rows: RowsOf<X>) => readonly [carry: C, outputs: Y],
  start: C,
  inputs: X
): readonly [carry: C, outputs: Stacked<Y>] => {
  const given = tensorsOf(start)
  const interpreter = [...given, ...inputs].map(tensor => interpreterOf(tensor)).find(found => found !== undefined)
  const [carry, outputs] = (interpreter?.scan ?? fold)(
    (carry, rows) => {
      // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- TypeScript cannot type a tuple mapped element by element
      const [next, outputs] = step(formed(start, carry), rows as unknown as RowsOf<X>)
      return [tensorsOf(next), outputs]
    },
    given,
    inputs
  )
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- TypeScript cannot type a tuple mapped element by element
  return [formed(start, carry), outputs as unknown as Stacked<Y>]
}
