/** Applications of operations to drawn operands, dense and as views. */
import * as fc from 'fast-check'
import { type Shape } from '../../src/tensor/Shape.js'
import { type AnyTensor, scalar } from '../../src/tensor/Tensor.js'
import { layout } from '../generator/layout.js'
import { tensor } from '../generator/value.js'

/** An operation with its operands. */
export interface Application {
  /** Dense tensors. */
  readonly operands: readonly AnyTensor[]
  /** The same tensors as views of other arrays. */
  readonly views: readonly AnyTensor[]
  /** The other arguments, as text: `axis 1`. */
  readonly setting: string
  readonly apply: (operands: readonly AnyTensor[]) => AnyTensor
}

export const none = scalar(NaN)

/** Generates applications to tensors of these shapes. */
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
