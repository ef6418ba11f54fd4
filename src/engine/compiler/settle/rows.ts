import { type InputNode, type Node } from '../Program.js'
import { type Make, repeatedBy, reshapeTo } from './repeated.js'

/** A row input of the step of a fold. */
export interface Row {
  /** The input that was recorded. */
  readonly recorded: InputNode
  /** The input of the settled step. */
  readonly input: InputNode
  /** The outer tensor of which the input is a row. */
  readonly tensor: Node
  /** What is broadcast to the shape of the recorded input: the settled input, or an outer node that all rows repeat. */
  readonly reads: Node
}

/** A row input for a settled tensor. A step reads of a repeated tensor what is repeated, and nothing of a repeated row. */
export const rowOf = (make: Make, recorded: InputNode, tensor: Node): Row => {
  const repeated = repeatedBy(tensor)
  if (repeated === undefined) return { recorded, input: recorded, tensor, reads: recorded }
  const [steps, ...shape] = repeated.shape
  if (repeated.shape.length < tensor.shape.length) return { recorded, input: recorded, tensor, reads: repeated }
  if (steps !== tensor.shape[0]) return { recorded, input: recorded, tensor, reads: make(reshapeTo(shape, repeated)) }
  const input: InputNode = { ...recorded, shape }
  return { recorded, input, tensor: repeated, reads: input }
}
