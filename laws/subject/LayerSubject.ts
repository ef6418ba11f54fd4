import { type UntypedLayer } from '../../src/layer/AnyLayer.js'
import { type Shapes } from '../../src/tensor/Shape.js'
import { type Subject } from './Subject.js'

/** A kind of layer of the catalogue, with the properties that the laws use. */
export interface LayerSubject extends Subject {
  /**
   * The layer of this kind that takes inputs of the given shape, with the given number of outputs if that is free. Random
   * networks use it if none of `layers` takes the shape.
   */
  readonly fitting?: (input: Shapes, size: number) => UntypedLayer | undefined
}

/** Properties of a kind of layer, without its name. Default of `layers`: the example of its catalogue row. */
export type Knowledge = Partial<Omit<LayerSubject, 'name'>>
