import { type UntypedLayer } from '../../src/layer/eraseTypes.js'
import { type Shapes } from '../../src/tensor/Shape.js'

/** What the laws are tried on: layers, smallest first, and what is known of them. */
export interface Subject {
  readonly name: string
  readonly layers: readonly UntypedLayer[]
  /** Linear in each tensor of the parameters and in the input: its gradients are exact on whole numbers. */
  readonly multilinear?: boolean
  /** Its output for one example depends on the others of the batch. */
  readonly batchStatistics?: boolean
  /** The shapes of an example, where `inputShape` is none and no small shape will do. */
  readonly shapes?: readonly Shapes[]
  /** Makes an input that the layer takes of any number, where it does not take them all. */
  readonly input?: (x: number) => number
}
