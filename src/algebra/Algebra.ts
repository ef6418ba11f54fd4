/**
 * The tensor operations that layers are written in. The type of each operation states its shape rule. Traced tensors record the
 * operation in a program; tensors that hold numbers are computed at once.
 *
 * Every operation imports its own kernel, so a bundle contains only the kernels of the operations it uses. If an operation takes
 * two tensors, the first one fixes the sizes (`NoInfer` on the second). Without it TypeScript would infer a union of both sizes
 * and accept any two tensors.
 */
export * from './elementwise.js'
export * from './power.js'
export * from './comparison.js'
export * from './arrangement.js'
export * from './reduction.js'
export * from './axes.js'
export * from './matrix.js'
export * from './image.js'
export * from './mask.js'
