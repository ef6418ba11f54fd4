/**
 * What flows between layers, and what they learn: tensors, and tuples of them.
 *
 * TypeScript can type a tuple that is put together, but not one that is cut at a number or mapped element by element.
 * The casts which that takes are here, and nowhere else.
 */
import { add } from './Algebra.js'
import { type Shape, shapeError, type Shapes } from '../tensor/Shape.js'
import { type AnyBatch, type AnyTensor, eqTensor, type Scalar, type Tensor } from '../tensor/Tensor.js'

/** A tensor, or a tuple of values: so a layer may take or give a pair. */
export type Value = AnyTensor | readonly Value[]

/** A flat, labelled tuple of tensors: `readonly [weight: Tensor<readonly [3, 2]>, bias: Tensor<readonly [3]>]`. */
export type Params = readonly AnyTensor[]

/**
 * A value of type A, or one like it with other numbers of rows: for `Batched<readonly [2]>` any `Tensor<readonly [N, 2]>`. What a
 * network takes as its input: `predict(network, params)(tensor([[0, 0]]))`.
 */
export type WithAnyRows<A extends Value> =
  | A
  | (A extends AnyBatch<infer S>
      ? AnyBatch<S>
      : A extends readonly [Value, ...(readonly Value[])]
        ? { readonly [I in keyof A]: A[I] extends Value ? WithAnyRows<A[I]> : never }
        : never)

/** Forgets the numbers of rows in the type of a value; the value is the same. */
export const forgetRows = <A extends Value>(rows: WithAnyRows<A>): A =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the existential: how many rows there are is a value from here on
  rows as A

export const isTensor = (value: Value): value is AnyTensor => !Array.isArray(value)

/** The tensors from place `from` up to `to`. All of them are no copy; `Array.slice` takes V8 twice as long for a few. */
export const cutParams = (params: Params, from: number, to: number): Params => {
  if (from === 0 && to === params.length) return params
  const part = new Array<AnyTensor>(to - from)
  for (let i = from; i < to; i++) part[i - from] = params[i]!
  return part
}

/** Concatenates lists of tensors. */
export const joinAll = (lists: readonly Params[]): Params => {
  const all: AnyTensor[] = []
  for (let i = 0; i < lists.length; i++) {
    const list = lists[i]!
    for (let k = 0; k < list.length; k++) all.push(list[k]!)
  }
  return all
}

/** A function of tensors that keeps their shape. */
export type KeepsShape = <S extends Shape>(x: Tensor<S>, y: Tensor<S>) => Tensor<S>

const zip = (f: KeepsShape, one: Value, other: Value): Value => {
  if (isTensor(one) && isTensor(other)) return f<Shape>(one, other)
  if (isTensor(one) || isTensor(other)) throw new TypeError('A tensor cannot be combined with a tuple of tensors')
  return one.map((part, i) => zip(f, part, other[i] ?? []))
}

/** Combines two values of the same type tensor by tensor. */
export const zipValues =
  (f: KeepsShape) =>
  <A extends Value>(x: A, y: A): A =>
    // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- see the header
    zip(f, x, y) as A

/** Applies a function of batches to every tensor of a value; it may change how many examples there are, and only that. */
export const mapBatches =
  (f: (x: AnyTensor) => AnyTensor) =>
  <A extends Value>(x: A): A => {
    const map = (value: Value): Value => (isTensor(value) ? f(value) : value.map(map))
    // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the batch size has the type `number` before and after
    return map(x) as A
  }

/** Combines several values of the same type tensor by tensor; how many examples there are may change, and only that. */
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

/** The sum of two values, tensor by tensor. */
export const addValues = zipValues(add)

/** The tensors of a value, from left to right. */
export const tensorsOf = (value: Value): readonly AnyTensor[] => (isTensor(value) ? [value] : value.flatMap(tensorsOf))

const fill = (form: Value, tensors: readonly AnyTensor[], from: number): Value => {
  let place = from
  const next = (part: Value): Value => {
    if (!isTensor(part)) return part.map(next)
    const tensor = tensors[place++]
    if (tensor === undefined)
      throw new RangeError(`A value of more than ${tensors.length - from} tensors cannot be formed of them`)
    return tensor
  }
  return next(form)
}

/** The fast way for a tensor and for a flat tuple, which every training step forms. */
const cutOut = (form: Value, tensors: readonly AnyTensor[], from: number): Value | undefined => {
  if (isTensor(form)) return tensors[from]
  const to = from + form.length
  return to <= tensors.length && form.every(isTensor) ? tensors.slice(from, to) : undefined
}

/** The tensors, from left to right, in the form of a value that has as many. They begin at the place `from`. Default: 0. */
export const formed = <A extends Value>(form: A, tensors: readonly AnyTensor[], from = 0): A =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- see the header
  (cutOut(form, tensors, from) ?? fill(form, tensors, from)) as A

/** The shape of one example: without the batch axis. */
export const exampleShape = (value: Value): Shapes => (isTensor(value) ? value.shape.slice(1) : value.map(exampleShape))

/** Exact equality, bit for bit. */
export const sameValue = (one: Value, other: Value): boolean =>
  isTensor(one) || isTensor(other)
    ? isTensor(one) && isTensor(other) && eqTensor.equals(one, other)
    : one.length === other.length && one.every((part, i) => sameValue(part, other[i] ?? []))

/** How many examples a value holds. */
export const batchSizeOf = (value: Value): number => tensorsOf(value)[0]?.shape[0] ?? 1

/** Applies a function that keeps the shape to every tensor of a value. */
export const mapValues =
  (f: <S extends Shape>(x: Tensor<S>) => Tensor<S>) =>
  <A extends Value>(x: A): A =>
    zipValues(f)(x, x)

/** Tensors by name: under each of the first names as many as there are parameters and of their shapes, under each of the others one number. */
export type Named<P extends Params, Each extends string, Once extends string> = {
  readonly [N in Each]: P
} & {
  readonly [N in Once]: Scalar
}

/** Names the parts of a flat tuple, `each` first. */
export const nameParts = <P extends Params, Each extends string, Once extends string>(
  each: readonly Each[],
  once: readonly Once[],
  like: P,
  flat: Params
): Named<P, Each, Once> => {
  const expected = each.length * like.length + once.length
  if (flat.length !== expected) throw shapeError(`A memory of ${expected} tensors is needed, found ${flat.length}`)
  const named = Object.fromEntries<Params | AnyTensor | undefined>([
    ...each.map((name, i) => [name, flat.slice(i * like.length, (i + 1) * like.length)] as const),
    ...once.map((name, i) => [name, flat[each.length * like.length + i]] as const)
  ])
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- see the header
  return named as unknown as Named<P, Each, Once>
}

/** The parameters that are chosen. */
export const chooseParams = (params: Params, chosen: readonly boolean[]): Params => params.filter((_, i) => chosen[i])

/** Puts tensors of the same shapes in the place of the chosen parameters. */
export const replaceParams = <P extends Params>(params: P, chosen: readonly boolean[], replacements: Params): P => {
  const places = chosen.flatMap((is, i) => (is ? [i] : []))
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- see the header
  return params.map((param, i) => replacements[places.indexOf(i)] ?? param) as unknown as P
}
