/** The same numbers under another shape. */
import { interpreterOf as of } from './Interpreter.js'
import * as layout from './kernel/layout.js'
import { type Shape } from '../tensor/Shape.js'
import { type AnyTensor, type Tensor } from '../tensor/Tensor.js'

/** Repeats a tensor along new leading axes, and along axes of size one, until it has the shape. */
export const broadcast = <S extends Shape>(shape: S, x: AnyTensor): Tensor<S> =>
  (of(x)?.broadcast ?? layout.broadcast)(shape, x)

/** The same numbers in row-major order under another shape. */
export const reshape = <S extends Shape>(shape: S, x: AnyTensor): Tensor<S> =>
  (of(x)?.reshape ?? layout.reshape)(shape, x)
