import { type AnyTensor } from '../tensor/Tensor.js'

/** A function of tensors that only uses the operations of the algebra on them. */
export type TensorFunction = (...inputs: readonly AnyTensor[]) => readonly AnyTensor[]

/** How many training steps one call of a compiled function takes: `one` step, or `many`, folded into one function. */
export type StepsPerCall = 'one' | 'many'

/**
 * An engine runs functions of tensors. The function stays the same, whichever engine runs it:
 *
 *     compile(f)(x) = f(x)        bit for bit in float64, else up to the engine's rounding
 *
 * An engine may trace the function and compile the program, once for every list of shapes that it is called with.
 */
export interface Engine {
  readonly name: string
  readonly compile: (f: TensorFunction) => TensorFunction
  /** `one` suits an engine whose calls cost nothing. Default: `many`. */
  readonly stepsPerCall?: StepsPerCall
  /** An engine that answers at once. See `AsyncEngine` for the other kind. */
  readonly isAsync?: false
}

/** A compiled function that answers later. */
export type AsyncTensorFunction = (...inputs: readonly AnyTensor[]) => Promise<readonly AnyTensor[]>

/**
 * An engine that answers later, such as a browser's ONNX Runtime or a pool of workers. A trajectory on it is an
 * `AsyncIterable`.
 *
 * @example
 * const later: AsyncEngine = {
 *   name: 'later',
 *   isAsync: true,
 *   compile: f => {
 *     const run = javascript.compile(f)
 *     return (...inputs) => Promise.resolve(run(...inputs))
 *   }
 * }
 */
export interface AsyncEngine {
  readonly name: string
  readonly compile: (f: TensorFunction) => AsyncTensorFunction
  /** Default: `many`. */
  readonly stepsPerCall?: StepsPerCall
  /** Tells an engine that answers later from one that answers at once, before it has run anything. */
  readonly isAsync: true
}

/** Computes operation by operation, in float64. */
export const eager: Engine = { name: 'eager', compile: f => f, stepsPerCall: 'one' }

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
