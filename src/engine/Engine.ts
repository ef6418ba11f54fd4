/**
 * What runs functions of tensors. The function stays what it is; what runs it changes.
 *
 *     compile(f)(x) = f(x)        bit for bit in float64, else up to the engine's rounding
 *
 * An engine may trace the function and compile the program, once for every list of shapes that it is called with.
 */
import { type AnyTensor } from '../tensor/Tensor.js'

/** A function of tensors that only uses the operations of the algebra on them. */
export type TensorFunction = (...inputs: readonly AnyTensor[]) => readonly AnyTensor[]

export interface Engine {
  readonly name: string
  readonly compile: (f: TensorFunction) => TensorFunction
}

/** A compiled function that answers later. */
export type AsyncTensorFunction = (...inputs: readonly AnyTensor[]) => Promise<readonly AnyTensor[]>

/** An engine that answers later, such as a browser's ONNX Runtime. */
export interface AsyncEngine {
  readonly name: string
  readonly compile: (f: TensorFunction) => AsyncTensorFunction
}

/** Computes operation by operation, in float64. */
export const eager: Engine = { name: 'eager', compile: f => f }

/** Runs the function that `make` returns for a list of shapes. Each list of shapes is made once, at its first call. */
export const perShapes = <R>(
  make: (inputs: readonly AnyTensor[]) => (...inputs: readonly AnyTensor[]) => R
): ((...inputs: readonly AnyTensor[]) => R) => {
  const made = new Map<string, (...inputs: readonly AnyTensor[]) => R>()
  return (...inputs) => {
    const shapes = inputs.map(({ shape }) => shape.join()).join(';')
    const found = made.get(shapes) ?? make(inputs)
    made.set(shapes, found)
    return found(...inputs)
  }
}
