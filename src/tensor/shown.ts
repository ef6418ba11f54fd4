const isTypedArray = (value: object): boolean => ArrayBuffer.isView(value) && !(value instanceof DataView)

/**
 * What an error message says of a value that it found: on one line, whatever the value is.
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

/** What an error message says of a value that stands where a tensor belongs, and how to make a tensor of it. */
export const notTensor = (value: unknown): string => {
  if (Array.isArray(value)) return `${shown(value)}: make a tensor of it with tensor(...)`
  return typeof value === 'object' && value !== null && isTypedArray(value)
    ? `${shown(value)}: make a tensor of it with fromArray(shape, ...)`
    : shown(value)
}
