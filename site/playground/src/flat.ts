import { type AnyTensor, elementCount, fromArray, type Shape, toFloat64Array } from 'pullback'

/** The numbers of tensors, one after the other. A flat array can be sent to another thread; a tensor cannot. */
export const flatten = (tensors: readonly AnyTensor[]): Float64Array => {
  const parts = tensors.map(toFloat64Array)
  const flat = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0))
  let place = 0
  for (const part of parts) {
    flat.set(part, place)
    place += part.length
  }
  return flat
}

/** The tensors of these shapes from the numbers of `flatten`. Further numbers are left out. */
export const unflatten = (shapes: readonly Shape[], flat: Float64Array): readonly AnyTensor[] => {
  let place = 0
  return shapes.map(shape => fromArray(shape, flat.subarray(place, (place += elementCount(shape)))))
}
