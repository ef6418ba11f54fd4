const isTypedArray = (value: object): boolean => ArrayBuffer.isView(value) && !(value instanceof DataView)

/**
 * Describes any value for an error message, on one line.
 *
 *     shown('3') = '"3"'      shown([[0, 1]]) = 'a plain list'      shown(tanh) = 'the function tanh'
 */
export const shown = (value: unknown): string => {
  if (typeof value === 'string')
    return value.length > 60 ? `${JSON.stringify(value.slice(0, 57))}...` : JSON.stringify(value)
  if (typeof value === 'function') return value.name === '' ? 'a function' : `the function ${value.name}`
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a plain list'
  if (typeof value !== 'object' || value === null) return String(value)
  return isTypedArray(value) ? `a ${value.constructor.name}` : 'an object'
}

/** Each copy of the library marks tensors with another symbol. */
const isMarked = (value: object): boolean =>
  Object.getOwnPropertySymbols(value).some(({ description }) => description === 'useTensor')

/** How messages call a tensor that this copy of the library cannot read. */
export const foreignTensor = 'a tensor of another copy of pullback'

/** Describes a value found where a tensor was expected, and names the function that converts it to a tensor. */
export const notTensor = (value: unknown): string => {
  if (Array.isArray(value)) return `${shown(value)}: convert it with tensor(...)`
  if (typeof value !== 'object' || value === null) return shown(value)
  if (isTypedArray(value)) return `${shown(value)}: convert it with fromArray(shape, ...)`
  return isMarked(value) ? foreignTensor : shown(value)
}
