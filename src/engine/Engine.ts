import { sameShape, type Shape } from '../tensor/Shape.js'
import { type AnyTensor } from '../tensor/Tensor.js'

/** A function of tensors that applies only operations of `Algebra` to them. */
export type TensorFunction = (...inputs: readonly AnyTensor[]) => readonly AnyTensor[]

/** Number of training steps in one call of a compiled function: `one` step, or `many`, folded into one function. */
export type StepsPerCall = 'one' | 'many'

/**
 * An engine runs functions of tensors. The results are the same on every engine:
 *
 *     compile(f)(x) = f(x)        bit for bit in float64, else up to the engine's rounding
 *
 * An engine may trace the function and compile the program, once for every list of input shapes.
 */
export interface Engine {
  /** Name for messages, such as `javascript`. */
  readonly name: string
  /** Prepares a function to run on this engine. */
  readonly compile: (f: TensorFunction) => TensorFunction
  /** Use `one` for an engine whose calls have no overhead. Default: `many`. */
  readonly stepsPerCall?: StepsPerCall
  /** Absent or `false` on a synchronous engine. See `AsyncEngine` for the other kind. */
  readonly isAsync?: false
}

/** A compiled function that returns its results in a promise. */
export type AsyncTensorFunction = (...inputs: readonly AnyTensor[]) => Promise<readonly AnyTensor[]>

/**
 * An asynchronous engine: returns its results in promises, such as ONNX Runtime in a browser or a pool of workers. A trajectory
 * on it is an `AsyncIterable`.
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
  /** Name for messages. */
  readonly name: string
  /** Prepares a function to run on this engine. */
  readonly compile: (f: TensorFunction) => AsyncTensorFunction
  /** Use `one` for an engine whose calls have no overhead. Default: `many`. */
  readonly stepsPerCall?: StepsPerCall
  /** Marks an asynchronous engine, so that `trajectory` knows its kind before the first step. */
  readonly isAsync: true
}

/**
 * The eager engine: computes operation by operation, in float64. Needs no compilation, so it suits small tasks and debugging.
 *
 * @example trajectory(student, examples, { engine: eager, from: 1 }) // the default
 */
export const eager: Engine = { name: 'eager', compile: f => f, stepsPerCall: 'one' }

/** Runs the function that `make` returns for a list of shapes. Each list of shapes is made once, at its first call. */
export const perShapes = <R>(
  make: (inputs: readonly AnyTensor[]) => (...inputs: readonly AnyTensor[]) => R
): ((...inputs: readonly AnyTensor[]) => R) => {
  const made: { readonly shapes: readonly Shape[]; readonly run: (...inputs: readonly AnyTensor[]) => R }[] = []
  return (...inputs) => {
    const shapes = inputs.map(({ shape }) => shape)
    const known = made.find(other => sameShape(other.shapes, shapes))
    if (known !== undefined) return known.run(...inputs)
    const run = make(inputs)
    made.push({ shapes, run })
    return run(...inputs)
  }
}
