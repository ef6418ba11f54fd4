/**
 * The operations that layers are written in. Each states its shape rule in its type, and passes its operands to the
 * interpreter that they belong to: traced tensors record a program, tensors that hold numbers are computed at once, by a
 * kernel that the operation names itself, so that whoever does not use it does not load it.
 *
 * Wherever two tensors meet the first fixes the sizes (`NoInfer`), else TypeScript would accept any two.
 */
export * from './elementwise.js'
export * from './arrangement.js'
export * from './reduction.js'
export * from './matrix.js'
export * from './image.js'
