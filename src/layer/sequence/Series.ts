import { permute } from '../../algebra/Algebra.js'
import { type ScanDirection } from '../../algebra/kernel/scan.js'
import { scan } from '../../algebra/scan.js'
import { isTensor, type Value } from '../../algebra/Value.js'
import { type AnyTensor, isAnyTensor } from '../../tensor/Tensor.js'
import { type Cache, type Data } from '../Layer.js'

declare const itemType: unique symbol

/**
 * An X for every step of a fold: positions of a sequence, or the caches of a cell. The tensors of all steps are stacked along a
 * new leading axis. A series is a cache, so a layer can pass it from `forward` to `backward`.
 */
export interface Series<out X> extends Cache {
  readonly [itemType]: X
}

const isSeries: unique symbol = Symbol('isSeries')

/** The contents of a series. */
interface Stacked {
  readonly [isSeries]: true
  /** The data of one step, with `slot` for every tensor. */
  readonly form: Data
  /** The tensors of all steps, each with one row per step. */
  readonly tensors: readonly AnyTensor[]
}

/** Marks the place of a tensor in a form. */
const slot = {}

const close = <X>(form: Data, tensors: readonly AnyTensor[]): Series<X> => {
  const stacked: Stacked = { [isSeries]: true, form, tensors }
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- existential type: only `open` reads a series
  return stacked as unknown as Series<X>
}

const isStacked = (data: object): data is Stacked => isSeries in data

const isList = (data: Data): data is readonly Data[] => Array.isArray(data)

/** The parts of a list or record, by name. */
const partsOf = (data: object): readonly (readonly [name: string, part: Data])[] => Object.entries<Data>({ ...data })

const open = <X>(series: Series<X>): Stacked => {
  if (isStacked(series)) return series
  throw new TypeError('Expected a series made by positionsOf or fold')
}

/** Splits data into its form and its tensors, which are added to `tensors`. A series inside keeps its form. */
export const split = (data: Data, tensors: AnyTensor[]): Data => {
  if (typeof data !== 'object' || data === null) return data
  if (isAnyTensor(data)) {
    tensors.push(data)
    return slot
  }
  if (isStacked(data)) {
    tensors.push(...data.tensors)
    return data
  }
  if (isList(data)) return data.map(part => split(part, tensors))
  return Object.fromEntries(partsOf(data).map(([name, part]) => [name, split(part, tensors)]))
}

/** Builds data of a form, with the tensors that `next` returns one after the other: the inverse of `split`. */
export const fill = (form: Data, next: () => AnyTensor): Data => {
  if (typeof form !== 'object' || form === null) return form
  if (form === slot) return next()
  if (isStacked(form)) return close(form.form, form.tensors.map(next))
  if (isList(form)) return form.map(part => fill(part, next))
  return Object.fromEntries(partsOf(form).map(([name, part]) => [name, fill(part, next)]))
}

/** A function that returns the next of some tensors. */
export const inOrder = (tensors: readonly AnyTensor[]): (() => AnyTensor) => {
  let place = 0
  return () => tensors[place++]!
}

/** The number of tensors that a form needs. */
const slotsIn = (form: Data): number => {
  if (typeof form !== 'object' || form === null) return 0
  if (form === slot) return 1
  if (isStacked(form)) return form.tensors.length
  return partsOf(form).reduce((sum, [, part]) => sum + slotsIn(part), 0)
}

/** Whether two forms are equal: the same structure, and the same numbers and strings. */
const sameForm = (one: Data, other: Data): boolean => {
  if (one === other || Object.is(one, other)) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  if (isStacked(one) || isStacked(other)) return isStacked(one) && isStacked(other) && sameForm(one.form, other.form)
  const [entries, twins] = [partsOf(one), partsOf(other)]
  return (
    entries.length === twins.length &&
    entries.every(([name, part], i) => name === twins[i]![0] && sameForm(part, twins[i]![1]))
  )
}

/** A text that differs for different forms. */
export const keyOf = (form: Data): string => {
  if (typeof form !== 'object' || form === null) return `${typeof form} ${String(form)}`
  if (isStacked(form)) return `series of ${form.tensors.length}: ${keyOf(form.form)}`
  return `{${partsOf(form)
    .map(([name, part]) => `${name}: ${keyOf(part)}`)
    .join('; ')}}`
}

/**
 * Folds over a series. Each step computes the next state and one item of the result from the state and one item of the series.
 *
 *     [s₁, y₁] = step(s₀, x₁)      [s₂, y₂] = step(s₁, x₂)      …      returns [sₙ, y₁ … yₙ]
 *
 * @param step pure function of the state and one item
 * @param start the state of the first step
 * @param direction 'backwards' begins at the last item. Item i of the result belongs to item i of the series in both directions.
 * @throws TypeError if numbers or strings outside tensors differ from step to step: only tensors can be stacked
 */
export const fold = <S extends Value, X extends Data, Y extends Data>(
  step: (state: S, item: X) => readonly [state: S, item: Y],
  start: S,
  items: Series<X>,
  direction: ScanDirection = 'forwards'
): readonly [state: S, items: Series<Y>] => {
  const { form, tensors } = open(items)
  let madeForm: Data
  const [end, made] = scan(
    (state: S, rows: readonly AnyTensor[]) => {
      // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the form and the rows are those of an X
      const [next, item] = step(state, fill(form, inOrder(rows)) as X)
      const found: AnyTensor[] = []
      const itemForm = split(item, found)
      madeForm ??= itemForm
      if (!sameForm(madeForm, itemForm))
        throw new TypeError('The caches of two steps differ outside their tensors: put what differs into a tensor')
      return [next, found]
    },
    start,
    tensors,
    direction
  )
  return [end, close(madeForm, made)]
}

/** Pairs the items of two series with the same number of steps. */
export const together = <X extends Data, Y extends Data>(xs: Series<X>, ys: Series<Y>): Series<readonly [X, Y]> => {
  const [one, other] = [open(xs), open(ys)]
  return close([one.form, other.form], [...one.tensors, ...other.tensors])
}

/** Splits a series of pairs into two series: the inverse of `together`. */
export const apart = <X extends Data, Y extends Data>(
  pairs: Series<readonly [X, Y]>
): readonly [Series<X>, Series<Y>] => {
  const { form, tensors } = open(pairs)
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- a series of pairs has a pair for its form
  const [one, other] = form as readonly [Data, Data]
  const count = slotsIn(one)
  return [close(one, tensors.slice(0, count)), close(other, tensors.slice(count))]
}

/** Exchanges the first two axes: [n, t, ...] → [t, n, ...]. */
const exchanged = (x: AnyTensor): AnyTensor => permute([1, 0, ...x.shape.slice(2).map((_, i) => i + 2)], x)

const exchangedAll = (value: Value): Value => (isTensor(value) ? exchanged(value) : value.map(exchangedAll))

/** The positions of sequences: [n, t, ...a] gives t items of shape [n, ...a]. A tuple of sequences gives a series of tuples. */
export const positionsOf = <A extends Value>(sequences: Value): Series<A> => {
  const tensors: AnyTensor[] = []
  const form = split(exchangedAll(sequences), tensors)
  return close(form, tensors)
}

/** The sequences with these positions: the inverse of `positionsOf`. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller states the type of the sequences, which TypeScript cannot compute from that of the positions
export const sequencesOf = <A extends Value, Sequences extends Value>(positions: Series<A>): Sequences => {
  const { form, tensors } = open(positions)
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- a series of values has the form of a value, and its tensors have the steps as their leading axis
  return exchangedAll(fill(form, inOrder(tensors)) as Value) as Sequences
}
