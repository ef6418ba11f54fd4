/**
 * Values are the inputs and outputs of layers; parameters are flat tuples of tensors.
 *
 * TypeScript can type a tuple that is concatenated, but not one that is cut at an index or mapped element by element. The type
 * casts that this requires are all in this file.
 */
import { add } from './Algebra.js'
import { type Shape, shapeError, type Shapes } from '../tensor/Shape.js'
import { type AnyBatch, type AnyTensor, eqTensor, type Scalar, type Tensor } from '../tensor/Tensor.js'

/** The input or output of a layer: a tensor, or a tuple of values, so that a layer can take or return a pair. */
export type Value = AnyTensor | readonly Value[]

/**
 * The parameters of a layer: a flat, labelled tuple of tensors, such as
 * `readonly [weight: Tensor<readonly [3, 2]>, bias: Tensor<readonly [3]>]`.
 */
export type Params = readonly AnyTensor[]

/**
 * A value of type A with any number of rows: for `Batched<readonly [2]>`, any `Tensor<readonly [N, 2]>`. Functions that run a
 * network accept this type: `predict(network, params)(tensor([[0, 0]]))`.
 */
export type WithAnyRows<A extends Value> =
  | A
  | (A extends AnyBatch<infer S>
      ? AnyBatch<S>
      : A extends readonly [Value, ...(readonly Value[])]
        ? { readonly [I in keyof A]: A[I] extends Value ? WithAnyRows<A[I]> : never }
        : never)

/** Returns the same value with a type that does not fix the number of rows. */
export const forgetRows = <A extends Value>(rows: WithAnyRows<A>): A =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- from here on the number of rows is known only at run time
  rows as A

/** Whether a value is a single tensor, not a tuple of values. */
export const isTensor = (value: Value): value is AnyTensor => !Array.isArray(value)

/**
 * The tensors from index `from` up to, not including, `to`. Returns the same list if the range covers all tensors. A loop,
 * because V8 takes twice as long for `Array.slice` on short lists.
 */
export const cutParams = (params: Params, from: number, to: number): Params => {
  if (from === 0 && to === params.length) return params
  const part = new Array<AnyTensor>(to - from)
  for (let i = from; i < to; i++) part[i - from] = params[i]!
  return part
}

/** Concatenates lists of tensors into one list. */
export const joinAll = (lists: readonly Params[]): Params => {
  let count = 0
  for (let i = 0; i < lists.length; i++) count += lists[i]!.length
  const all = new Array<AnyTensor>(count)
  let place = 0
  for (let i = 0; i < lists.length; i++) {
    const list = lists[i]!
    for (let k = 0; k < list.length; k++) all[place++] = list[k]!
  }
  return all
}

/** A function of two tensors of one shape that returns a tensor of the same shape, such as `Algebra.add`. */
export type KeepsShape = <S extends Shape>(x: Tensor<S>, y: Tensor<S>) => Tensor<S>

const zip = (f: KeepsShape, one: Value, other: Value): Value => {
  if (isTensor(one) && isTensor(other)) return f<Shape>(one, other)
  if (isTensor(one) || isTensor(other)) throw new TypeError('A tensor cannot be combined with a tuple of tensors')
  // A loop, because `map` would make a closure at every step.
  const zipped = new Array<Value>(one.length)
  for (let i = 0; i < one.length; i++) zipped[i] = zip(f, one[i]!, other[i] ?? [])
  return zipped
}

/**
 * Combines two values of the same type, tensor by tensor.
 *
 * @throws TypeError if one value has a tensor where the other has a tuple
 * @example Values.zipValues(Algebra.subtract)([tensor([3]), scalar(1)], [tensor([2]), scalar(1)]) // [[1], 0]
 */
export const zipValues =
  (f: KeepsShape) =>
  <A extends Value>(x: A, y: A): A =>
    // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- see the comment at the top of this file
    zip(f, x, y) as A

/**
 * Applies a function to every batch of a value. The function may change the number of examples, but not their shape.
 *
 * @param f function from a batch to a batch of examples of the same shape
 */
export const mapBatches =
  (f: (x: AnyTensor) => AnyTensor) =>
  <A extends Value>(x: A): A => {
    const map = (value: Value): Value => (isTensor(value) ? f(value) : value.map(map))
    // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the batch size has the type `number` before and after
    return map(x) as A
  }

/**
 * Combines several values of the same type, tensor by tensor. The function may change the number of examples, but not their
 * shape.
 *
 * @param f function from the corresponding tensors of all values to one tensor
 */
export const combineBatches =
  (f: (xs: readonly AnyTensor[]) => AnyTensor) =>
  <A extends Value>(xs: readonly A[]): A => {
    const combine = (values: readonly Value[]): Value => {
      const [first = []] = values
      return isTensor(first)
        ? f(values.filter(isTensor))
        : first.map((_, i) => combine(values.map(value => (isTensor(value) ? value : (value[i] ?? [])))))
    }
    // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the batch size has the type `number` before and after
    return combine(xs) as A
  }

/**
 * Adds two values of the same type, tensor by tensor.
 *
 * @throws TypeError if one value has a tensor where the other has a tuple
 * @throws ShapeError if two tensors do not have the same number of elements
 */
export const addValues = /* @__PURE__ */ zipValues(add)

/**
 * The tensors of a value, from left to right and depth first.
 *
 * @example Values.tensorsOf([scalar(1), [scalar(2), scalar(3)]]) // [1, 2, 3]
 */
export const tensorsOf = (value: Value): readonly AnyTensor[] => (isTensor(value) ? [value] : value.flatMap(tensorsOf))

const fill = (form: Value, tensors: readonly AnyTensor[], from: number): Value => {
  let place = from
  const next = (part: Value): Value => {
    if (!isTensor(part)) return part.map(next)
    const tensor = tensors[place++]
    if (tensor === undefined)
      throw new RangeError(`Values.formed: the value needs more than the ${tensors.length - from} tensors given`)
    return tensor
  }
  return next(form)
}

/** The fast path for a single tensor and for a flat tuple, which every training step builds. */
const cutOut = (form: Value, tensors: readonly AnyTensor[], from: number): Value | undefined => {
  if (isTensor(form)) return tensors[from]
  const { length } = form
  if (length === 0) return form
  if (from + length > tensors.length) return undefined
  for (let i = 0; i < length; i++) if (!isTensor(form[i]!)) return undefined
  return cutParams(tensors, from, from + length)
}

/**
 * Arranges a flat list of tensors like the value `form`: the inverse of `tensorsOf`.
 *
 * @param form value with the structure to build; its tensors are not used
 * @param tensors flat list of tensors, from left to right
 * @param from index of the first tensor to use. Default: 0.
 * @throws RangeError if the list has fewer tensors than `form`
 * @example Values.formed([scalar(0), [scalar(0), scalar(0)]], [scalar(1), scalar(2), scalar(3)]) // [1, [2, 3]]
 */
export const formed = <A extends Value>(form: A, tensors: readonly AnyTensor[], from = 0): A =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- see the comment at the top of this file
  (cutOut(form, tensors, from) ?? fill(form, tensors, from)) as A

/** The shape of one example of a value: every tensor's shape without the batch axis. */
export const exampleShape = (value: Value): Shapes => (isTensor(value) ? value.shape.slice(1) : value.map(exampleShape))

/** Whether two values have the same structure, shapes and numbers. NaN equals itself, 0 and −0 differ. */
export const sameValue = (one: Value, other: Value): boolean =>
  isTensor(one) || isTensor(other)
    ? isTensor(one) && isTensor(other) && eqTensor.equals(one, other)
    : one.length === other.length && one.every((part, i) => sameValue(part, other[i] ?? []))

/** The number of examples of a value: the size of the leading axis of its first tensor. 1 if the value has no tensors. */
export const batchSizeOf = (value: Value): number => tensorsOf(value)[0]?.shape[0] ?? 1

/**
 * Applies a function that keeps the shape to every tensor of a value.
 *
 * @example Values.mapValues(Algebra.negate)([tensor([1]), scalar(2)]) // [[-1], -2]
 */
export const mapValues =
  (f: <S extends Shape>(x: Tensor<S>) => Tensor<S>) =>
  <A extends Value>(x: A): A =>
    zipValues(f)(x, x)

/**
 * Tensors by name, such as the memory of an optimizer: each name in `Each` has tensors of the shapes of P, each name in `Once` a
 * scalar.
 */
export type Named<P extends Params, Each extends string, Once extends string> = {
  readonly [N in Each]: P
} & {
  readonly [N in Once]: Scalar
}

/**
 * Splits a flat list of tensors into named parts, such as the memory of an optimizer.
 *
 * @param each names of the first parts, each with as many tensors as `like`
 * @param once names of the scalars that follow
 * @param like parameters, whose number gives the length of each part
 * @throws ShapeError if the list does not have `each.length · like.length + once.length` tensors
 */
export const nameParts = <P extends Params, Each extends string, Once extends string>(
  each: readonly Each[],
  once: readonly Once[],
  like: P,
  flat: Params
): Named<P, Each, Once> => {
  const expected = each.length * like.length + once.length
  if (flat.length !== expected) throw shapeError(`The memory must have ${expected} tensors, found ${flat.length}`)
  const named = Object.fromEntries<Params | AnyTensor | undefined>([
    ...each.map((name, i) => [name, flat.slice(i * like.length, (i + 1) * like.length)] as const),
    ...once.map((name, i) => [name, flat[each.length * like.length + i]] as const)
  ])
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- see the comment at the top of this file
  return named as unknown as Named<P, Each, Once>
}

/** The parameters whose entry in `chosen` is true. */
export const chooseParams = (params: Params, chosen: readonly boolean[]): Params => params.filter((_, i) => chosen[i])

/** Replaces the parameters whose entry in `chosen` is true by `replacements`, in order. The inverse of `chooseParams`. */
export const replaceParams = <P extends Params>(params: P, chosen: readonly boolean[], replacements: Params): P => {
  const places = chosen.flatMap((is, i) => (is ? [i] : []))
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- see the comment at the top of this file
  return params.map((param, i) => replacements[places.indexOf(i)] ?? param) as unknown as P
}
