/** Detects right numbers at the wrong entries: the sorted gradients are equal, but the gradients are not. */
import { close, type Evidence, norm } from './Evidence.js'

const sorted = (row: readonly number[]): readonly number[] => row.toSorted((x, y) => x - y)

export const misplaced = (all: readonly Evidence[]): string | undefined =>
  all.length > 1 &&
  all.every(
    ({ analytic, numeric, isWhole }) =>
      isWhole && analytic.length > 1 && norm(numeric) > 0 && close(sorted(analytic), sorted(numeric))
  )
    ? 'permuted: the numbers are right, but belong to other entries'
    : undefined
