import { type Interpreter, interpreterOf, type Step } from './Interpreter.js'
import { rowsOf, scan as fold, type ScanDirection, stepsOf } from './kernel/scan.js'
import { type Shape } from '../tensor/Shape.js'
import { type AnyTensor, type Batched, dense, type Tensor } from '../tensor/Tensor.js'
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
 * Backwards, the fold begins at the last row: [c₁, yₙ] = step(c₀, xₙ). Row i of an output still belongs to row i of the inputs.
 *
 * Tensors that hold numbers run through a loop. In a traced program the scan is one node, so a program can hold many steps of
 * training.
 *
 * @param step pure function of the carry and one row of every input. The next carry must have the shapes of the last one.
 * @param start the carry of the first step
 * @param inputs tensors with the same number of rows
 * @param direction order of the rows: 'forwards' or 'backwards'. Default: 'forwards'.
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
  inputs: X,
  direction: ScanDirection = 'forwards'
): readonly [carry: C, outputs: Stacked<Y>] => {
  const take: Step = (carry, rows) => {
    // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- TypeScript cannot type a tuple mapped element by element
    const [next, outputs] = step(formed(start, carry), rows as unknown as RowsOf<X>)
    return [tensorsOf(next), outputs]
  }
  const given = tensorsOf(start)
  const [carry, outputs] = (interpreterAmong([...given, ...inputs])?.scan ?? loop)(take, given, inputs, direction)
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- TypeScript cannot type a tuple mapped element by element
  return [formed(start, carry), outputs as unknown as Stacked<Y>]
}

const interpreterAmong = (tensors: readonly AnyTensor[]): Interpreter | undefined => {
  for (const tensor of tensors) {
    const found = interpreterOf(tensor)
    if (found !== undefined) return found
  }
  return undefined
}

/**
 * Folds over inputs that hold numbers. The step may read traced tensors from outside, such as parameters. Only the result of
 * the first step shows that, so the first step decides which interpreter folds.
 */
const loop: Interpreter['scan'] = (step, start, inputs, direction) => {
  const steps = stepsOf(inputs)
  const first = direction === 'forwards' ? 0 : steps - 1
  const known = inputs.map(dense)
  const begun = step(
    start,
    known.map(input => rowsOf(input)(first))
  )
  const interpreter = interpreterAmong([...begun[0], ...begun[1]])
  if (interpreter !== undefined) return interpreter.scan(step, start, inputs, direction)
  let isBegun = false
  return fold(
    (carry, rows) => {
      if (isBegun) return step(carry, rows)
      isBegun = true
      return begun
    },
    start,
    known,
    direction
  )
}
