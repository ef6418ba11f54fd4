import { elementCount, sameShape, shapeError, showShape } from '../../tensor/Shape.js'
import { type AnyTensor, blank, dense, view } from '../../tensor/Tensor.js'

type Tensors = readonly AnyTensor[]

/** The order in which a fold takes its rows: from the first to the last, or from the last to the first. */
export type ScanDirection = 'forwards' | 'backwards'

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
  if (start.length === next.length && start.every(({ shape }, i) => sameShape(shape, next[i]!.shape))) return
  const shapes = (tensors: Tensors) => showShape(tensors.map(({ shape }) => shape))
  throw shapeError(`scan: the step must return a carry of shapes ${shapes(start)}, found ${shapes(next)}`)
}

/** A function that returns the rows of an input as views. The input is made dense once, not once per row. */
export const rowsOf = (input: AnyTensor): ((i: number) => AnyTensor) => {
  const { numbers, offset } = dense(input)
  const shape = input.shape.slice(1)
  const size = elementCount(shape)
  return i => view(shape, numbers, undefined, offset + i * size)
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
  inputs: Tensors,
  direction: ScanDirection
): readonly [carry: Tensors, outputs: Tensors] => {
  const steps = stepsOf(inputs)
  const rows = inputs.map(rowsOf)
  const outputs: AnyTensor[][] = []
  let carry = start
  for (let done = 0; done < steps; done++) {
    const place = direction === 'forwards' ? done : steps - 1 - done
    const [next, given] = step(
      carry,
      rows.map(rowAt => rowAt(place))
    )
    requireCarry(start, next)
    carry = next
    given.forEach((output, k) => (outputs[k] ??= []).push(output))
  }
  return [carry, outputs.map(all => stacked(direction === 'forwards' ? all : all.reverse()))]
}
