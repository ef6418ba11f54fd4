import { type Shape, shapeError, showShape } from '../../tensor/Shape.js'
import { type AnyTensor, blank, dense, view } from '../../tensor/Tensor.js'

type Tensors = readonly AnyTensor[]

/** The number of steps, which is the number of rows of every input. */
export const stepsOf = (inputs: Tensors): number => {
  const [steps, ...others] = inputs.map(({ shape }) => shape[0])
  if (steps === undefined || others.some(other => other !== steps))
    throw shapeError(
      `scan: inputs must have the same number of rows, found ${inputs.map(({ shape }) => showShape(shape)).join(' and ')}`
    )
  return steps
}

/** Requires that a step keeps the shapes of the carry. */
export const requireCarry = (start: Tensors, next: Tensors): void => {
  const shapes = (tensors: Tensors) => showShape(tensors.map(({ shape }) => shape))
  if (shapes(start) !== shapes(next))
    throw shapeError(`scan: the step must return a carry of shapes ${shapes(start)}, found ${shapes(next)}`)
}

/** Row i of an input, with the given shape: a view. */
export const row = (i: number, shape: Shape, input: AnyTensor): AnyTensor => {
  const { numbers, offset, size } = dense(input)
  return view(shape, numbers, undefined, offset + (i * size) / input.shape[0]!)
}

/** Stacks tensors of one shape along a new leading axis. */
export const stacked = (tensors: Tensors): AnyTensor => {
  const result = blank([tensors.length, ...tensors[0]!.shape])
  let place = result.offset
  for (const tensor of tensors) {
    const { numbers, offset, size } = dense(tensor)
    for (let i = 0; i < size; i++) result.numbers[place++] = numbers[offset + i]!
  }
  return result
}

/** Folds over the rows of the inputs in a loop. */
export const scan = (
  step: (carry: Tensors, rows: Tensors) => readonly [carry: Tensors, outputs: Tensors],
  start: Tensors,
  inputs: Tensors
): readonly [carry: Tensors, outputs: Tensors] => {
  const shapes = inputs.map(({ shape }) => shape.slice(1))
  const outputs: AnyTensor[][] = []
  let carry = start
  for (let i = 0; i < stepsOf(inputs); i++) {
    const [next, given] = step(
      carry,
      inputs.map((input, k) => row(i, shapes[k]!, input))
    )
    requireCarry(start, next)
    carry = next
    given.forEach((output, k) => (outputs[k] ??= []).push(output))
  }
  return [carry, outputs.map(stacked)]
}
