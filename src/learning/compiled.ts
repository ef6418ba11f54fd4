import { formed, isTensor, tensorsOf, type Value } from '../algebra/Value.js'
import { type AsyncEngine, type AsyncTensorFunction, type Engine, type TensorFunction } from '../engine/Engine.js'
import { type AnyTensor } from '../tensor/Tensor.js'

/** A function of values that an engine has compiled as a function of flat lists of tensors. */
interface Flat<I extends readonly Value[], O extends Value, R> {
  /** Runs the function. */
  readonly run: (...inputs: I) => R
  /** Arranges the tensors that `run` has returned for these inputs like the result of the function. */
  readonly arranged: (inputs: Readonly<I>, tensors: readonly AnyTensor[]) => O
}

/**
 * Compiles a function of values whose arguments have the structure of `like`. The structure of its result is known after the first
 * call.
 */
export const compiledLike = <I extends readonly Value[], O extends Value, R>(
  compile: (f: TensorFunction) => (...tensors: readonly AnyTensor[]) => R,
  f: (...inputs: I) => O,
  like: Readonly<I>
): Flat<I, O, R> => {
  let result: O | undefined
  const run = compile((...given) => {
    result = f(...formed<Readonly<I>>(like, given))
    return tensorsOf(result)
  })
  return {
    run: (...inputs) => run(...tensorsOf(inputs)),
    // An engine that runs the function elsewhere has not called it here.
    arranged: (inputs, tensors) => formed((result ??= f(...inputs)), tensors)
  }
}

/** The type of a function compiled for an engine of type `E`: on an asynchronous engine it returns a promise. */
export type Compiled<E, I extends readonly Value[], O extends Value> = (
  ...inputs: I
) => E extends AsyncEngine ? Promise<O> : O

/** The structure of a value: the nesting of its tuples, without the shapes of its tensors. */
const structureOf = (value: Value): string => (isTensor(value) ? '.' : `(${value.map(structureOf).join('')})`)

/**
 * Compiles a function of parameters and tensors for an engine: a training step, an average, or any function that applies operations
 * of `Algebra`, layers, losses and optimizers. Arguments and result are tensors or tuples of them. Pass numbers as `scalar(0.1)`.
 *
 *     compiled(engine, f)(...inputs) = f(...inputs)
 *
 * The engine compiles the function at the first call with a list of shapes, and again for other shapes. The function must be pure
 * and must not read numbers of a tensor.
 *
 * @param engine runs the function. On an `AsyncEngine` the compiled function returns a promise.
 * @param f the function
 * @example
 * const network = dense(2, 1)
 * const at = compiled(javascript, valueAndGradient(network, meanSquaredError()))
 * const [params] = network.init(Randoms.seed(1))
 * const [loss, gradient] = at(params, [asBatch(tensor([[1, 2]])), asBatch(tensor([[0]]))])
 */
export function compiled<E extends Engine | AsyncEngine, I extends readonly Value[], O extends Value>(
  engine: E,
  f: (...inputs: I) => O
): Compiled<E, I, O>
export function compiled<I extends readonly Value[], O extends Value>(
  engine: Engine | AsyncEngine,
  f: (...inputs: I) => O
): (...inputs: I) => O | Promise<O> {
  type Tensors = ReturnType<TensorFunction | AsyncTensorFunction>
  const compile = (g: TensorFunction) => engine.compile(g)
  // Arguments of two structures can have the same flat list of tensors, so each structure is compiled by itself.
  const made = new Map<string, Flat<I, O, Tensors>>()
  return (...inputs) => {
    const structure = structureOf(inputs)
    const found = made.get(structure) ?? compiledLike<I, O, Tensors>(compile, f, inputs)
    made.set(structure, found)
    const tensors = found.run(...inputs)
    return tensors instanceof Promise
      ? tensors.then(later => found.arranged(inputs, later))
      : found.arranged(inputs, tensors)
  }
}
