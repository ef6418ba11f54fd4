import { type AnyTensor, elementCount, fromArray, type Shape } from 'pullback'

/** The tensors of these shapes from the numbers of `packParams`. Further numbers are left out. */
export const unflatten = (shapes: readonly Shape[], flat: Float64Array): readonly AnyTensor[] => {
  let place = 0
  return shapes.map(shape => fromArray(shape, flat.subarray(place, (place += elementCount(shape)))))
}
