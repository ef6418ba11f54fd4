import { type UntypedLayer } from '../../src/layer/AnyLayer.js'
import { type Shapes } from '../../src/tensor/Shape.js'

/** Layers of one kind, with the properties that the laws use. */
export interface Subject {
  /** Prefix of the names of the laws. */
  readonly name: string
  /** The layers, smallest first: counterexamples shrink towards the first. */
  readonly layers: readonly UntypedLayer[]
  /** Whether the layers are linear in the input and in each tensor of the parameters, and so exact on integers. Default: false. */
  readonly multilinear?: boolean
  /** Whether the output for an example depends on the other examples of the batch. Default: false. */
  readonly batchStatistics?: boolean
  /** The shapes of one example. Default: `inputShape` of the layer; without one, the small shapes that the layer takes. */
  readonly shapes?: readonly Shapes[]
  /** Maps any number to one that the layers take, such as a class index. Default: the identity; in `layerLaws`, `validInput`. */
  readonly input?: (x: number) => number
  /** A layer with the same parameters whose forward the layers must equal. Default: none. */
  readonly like?: UntypedLayer
}
