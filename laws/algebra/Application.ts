/** An operation with operands drawn for it, as they are and as views. */
import * as fc from 'fast-check'
import { type Shape } from '../../src/tensor/Shape.js'
import { type AnyTensor, scalar } from '../../src/tensor/Tensor.js'
import { layout } from '../generator/layout.js'
import { tensor } from '../generator/value.js'

/** An operation, and what it is to be applied to. */
export interface Application {
  /** Dense tensors. */
  readonly operands: readonly AnyTensor[]
  /** The same tensors as views of other arrays. */
  readonly views: readonly AnyTensor[]
  /** What else it is told: `axis 1`. */
  readonly setting: string
  readonly apply: (operands: readonly AnyTensor[]) => AnyTensor
}

export const none = scalar(NaN)

/** Draws tensors of these shapes. */
export const applied = (
  shapes: readonly Shape[],
  apply: (x: AnyTensor, y: AnyTensor) => AnyTensor,
  setting = ''
): fc.Arbitrary<Application> =>
  fc
    .tuple(...shapes.map(shape => tensor(shape)))
    .chain(operands =>
      fc
        .tuple(...operands.map(layout))
        .map(views => ({ operands, views, setting, apply: ([x = none, y = none]) => apply(x, y) }))
    )
