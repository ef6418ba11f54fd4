import { fraction } from '../tensor/range.js'
import { repetitions, strataOf } from './strata.js'

/**
 * Splits row indices into those for training and those for validation. The first rows are held out: shuffle them before. With
 * classes, every class gives the same share of its rows ("stratified"). `holdOut` splits a dataset; use `splitRows` where the rows are
 * needed before the dataset exists, as in `fitPreparation`.
 *
 * @param share fraction of the rows for validation, at least 0 and below 1
 * @param classes class of each row of the table, by row index. Default: one class.
 * @throws RangeError if the share is not at least 0 and below 1
 * @example splitRows(0.5, [0, 0, 1, 1])([3, 0, 1, 2]) // [[1, 2], [3, 0]]
 */
export const splitRows = (
  share: number,
  classes: ArrayLike<number> = []
): ((rows: readonly number[]) => readonly [training: readonly number[], validation: readonly number[]]) => {
  fraction('splitRows: the share', share)
  return rows => {
    const held = strataOf(classes, rows).flatMap(group => group.slice(0, Math.round(share * group.length)))
    const isHeld = new Set(held)
    return [rows.filter(row => !isHeld.has(row)), held]
  }
}

/**
 * Repeats the row indices of rarer classes until all classes are about as frequent. Training on these rows weighs the classes alike.
 *
 * @param classes class of each row of the table, by row index
 * @example balanceRows([0, 0, 0, 1])([0, 1, 2, 3]) // [0, 1, 2, 3, 3, 3]
 */
export const balanceRows =
  (classes: ArrayLike<number>) =>
  (rows: readonly number[]): readonly number[] => {
    const strata = strataOf(classes, rows)
    const times = new Map(repetitions(strata).flatMap((n, i) => (strata[i] ?? []).map(row => [row, n] as const)))
    return rows.flatMap(row => new Array<number>(times.get(row) ?? 1).fill(row))
  }
