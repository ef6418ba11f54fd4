/** A fold, one step after the other. */
import { type Shape, shapeError, showShape } from '../../tensor/Shape.js'
import { type AnyTensor, blank, dense, view } from '../../tensor/Tensor.js'

type Tensors = readonly AnyTensor[]

/** How many steps there are: as many as every input has rows. */
export const stepsOf = (inputs: Tensors): number => {
  const [steps, ...others] = inputs.map(({ shape }) => shape[0])
  if (steps === undefined || others.some(other => other !== steps))
    throw shapeError(
      `A fold needs inputs with one row a step, found ${inputs.map(({ shape }) => showShape(shape)).join(' and ')}`
    )
  return steps
}

/** The next carry must be able to take the place of the last. */
export const requireCarry = (start: Tensors, next: Tensors): void => {
  const shapes = (tensors: Tensors) => showShape(tensors.map(({ shape }) => shape))
  if (shapes(start) !== shapes(next))
    throw shapeError(`A step of a fold keeps the shapes of its carry, ${shapes(start)}; it gave ${shapes(next)}`)
}

/** The i-th row, which has that shape: a view. */
export const row = (i: number, shape: Shape, input: AnyTensor): AnyTensor => {
  const { numbers, offset, size } = dense(input)
  return view(shape, numbers, undefined, offset + (i * size) / input.shape[0]!)
}

export const stacked = (tensors: Tensors): AnyTensor => {
  const result = blank([tensors.length, ...tensors[0]!.shape])
  let place = result.offset
  for (const tensor of tensors) {
    const { numbers, offset, size } = dense(tensor)
    for (let i = 0; i < size; i++) result.numbers[place++] = numbers[offset + i]!
  }
  return result
}

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
