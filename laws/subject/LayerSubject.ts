import { type UntypedLayer } from '../../src/layer/eraseTypes.js'
import { type Shapes } from '../../src/tensor/Shape.js'
import { type Subject } from './Subject.js'

/** A kind of layer as the laws know it. */
export interface LayerSubject extends Subject {
  /**
   * The layer of this kind that takes inputs of that shape, its own size as given where it is free to choose; for random
   * networks, where none of `layers` may happen to fit.
   */
  readonly fitting?: (input: Shapes, size: number) => UntypedLayer | undefined
}

/** What is known of a kind of layer beyond its name. Default of `layers`: the example of its row. */
export type Knowledge = Partial<Omit<LayerSubject, 'name'>>
