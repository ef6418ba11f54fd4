import { featuresOf, multiply, subtract } from '../../algebra/Algebra.js'
import { type Value } from '../../algebra/Value.js'
import { describe } from '../Description.js'
import { glorotUniform, type Initializer, zeros } from '../Initializer.js'
import { type Data, type Definition, withFixedShapes } from '../Layer.js'
import { both } from '../../tensor/Random.js'
import { positiveInteger, type Shapes } from '../../tensor/Shape.js'
import { type Times } from '../../tensor/Size.js'
import { type Batched, type Tensor } from '../../tensor/Tensor.js'

/** The number of features of G gates of H units each: `Gates<4, 128>` is `512`. */
export type Gates<G extends number, H extends number> = Times<G, H>

/** Parameters of a cell with G gates: a weight of shape [G · H, H], which takes the state, and a bias of shape [G · H]. */
export type GatedCell<G extends number, H extends number> = readonly [
  weight: Tensor<readonly [Gates<G, H>, H]>,
  bias: Tensor<readonly [Gates<G, H>]>
]

/** Initializers of the parameters of a recurrent cell. */
export interface CellStart {
  /** Initializer of the weight, which takes the state. Default: `glorotUniform`. */
  readonly weight?: Initializer
  /** Initializer of the bias. Default: `zeros`. */
  readonly bias?: Initializer
}

/** Gate number `index` of rows of gates: [n, G · H] → [n, H]. The result is a view. */
export const gate = <H extends number, W extends number>(
  hidden: H,
  gates: Batched<readonly [W]>,
  index: number
): Batched<readonly [H]> => featuresOf(index * hidden, hidden, gates)

/** The derivative of a sigmoid gate, as a function of its output: y (1 − y). */
export const gateSlope = <H extends number>(y: Batched<readonly [H]>): Batched<readonly [H]> =>
  multiply(y, subtract(1, y))

/** The definition of a cell whose gates arrive as its input, without its passes. */
type Gated<G extends number, H extends number> = Pick<
  Definition<GatedCell<G, H>, Value, Value, Data>,
  'description' | 'init' | 'inputShape' | 'outputShape'
>

/**
 * The description, shapes and initial parameters of a cell whose gates arrive as its input.
 *
 * @param features number of features of all gates
 * @param state the shape of one example of the state
 * @throws RangeError if `hidden` is not a positive integer
 */
export const gatedCell = <G extends number, H extends number>(
  kind: string,
  features: Gates<G, H>,
  hidden: H,
  state: Shapes,
  { weight = glorotUniform, bias = zeros }: CellStart
): Gated<G, H> => {
  positiveInteger(`${kind}: hidden`, hidden)
  const description = describe(kind, { hidden }, [
    { name: 'weight', shape: [features, hidden] },
    { name: 'bias', shape: [features] }
  ])
  return {
    description,
    init: both(weight<readonly [Gates<G, H>, H]>([features, hidden]), bias<readonly [Gates<G, H>]>([features])),
    ...withFixedShapes(description, [[features], state], [[hidden], state])
  }
}
