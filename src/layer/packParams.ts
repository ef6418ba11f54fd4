import { type Params, type Value } from '../algebra/Value.js'
import { elementCount, shapeError } from '../tensor/Shape.js'
import { fresh, rowMajorNumbers } from '../tensor/Tensor.js'
import { parametersOf, showDescription, sizeOf } from './Description.js'
import { type Layer } from './Layer.js'
import { requireLayer } from './requirements.js'

/**
 * Copies all numbers of parameters into one new array, in order. Its buffer can be transferred to another thread, which takes no
 * time, and `unpackParams` reads it there without another copy.
 *
 * @throws NumbersError if a parameter is traced and therefore holds no numbers
 * @example
 * const numbers = packParams(params)
 * structuredClone(numbers, { transfer: [numbers.buffer] }) // as does worker.postMessage(numbers, [numbers.buffer])
 */
export const packParams = (params: Params): Float64Array<ArrayBuffer> => {
  const each = params.map(rowMajorNumbers)
  const all = new Float64Array(each.reduce((sum, { length }) => sum + length, 0))
  let place = 0
  for (const numbers of each) {
    all.set(numbers, place)
    place += numbers.length
  }
  return all
}

/**
 * The parameters of a layer whose numbers are in one array: the inverse of `packParams`. The tensors are views of the array, without
 * a copy, so nothing may be written to the array afterwards.
 *
 *     unpackParams(layer)(packParams(params)) = params
 *
 * @param layer the layer that has the parameters
 * @throws ShapeError if the array has another length than the parameters
 * @example predict(network, unpackParams(network)(packParams(params)))
 */
export const unpackParams = <P extends Params, A extends Value, B extends Value>(
  layer: Layer<P, A, B>
): ((numbers: Float64Array) => P) => {
  requireLayer('unpackParams', layer)
  const { description } = layer
  const parameters = parametersOf(description)
  return numbers => {
    const expected = sizeOf(description)
    if (numbers.length !== expected)
      throw shapeError(`unpackParams: ${showDescription(description)} has ${expected} numbers, found ${numbers.length}`)
    let end = 0
    const tensors = parameters.map(({ shape }) => fresh(shape, numbers.subarray(end, (end += elementCount(shape)))))
    // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the shapes of the description are those of P
    return tensors as unknown as P
  }
}
