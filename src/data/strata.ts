import { shapeError } from '../tensor/Shape.js'

/** Requires one class per example. */
export const requireClasses = (name: string, classes: readonly number[], size: number): readonly number[] => {
  if (classes.length === size) return classes
  throw shapeError(`${name} needs one class per example, found ${classes.length} classes and ${size} examples`)
}

/** The places of each class in a list, in the order in which the classes first occur. */
export const strataOf = (
  classes: ArrayLike<number>,
  places: readonly number[] = Array.from({ length: classes.length }, (_, place) => place)
): readonly (readonly number[])[] => {
  const strata = new Map<number, number[]>()
  for (const place of places) {
    const of = classes[place] ?? NaN
    const stratum = strata.get(of)
    if (stratum === undefined) strata.set(of, [place])
    else stratum.push(place)
  }
  return [...strata.values()]
}

/**
 * How often each member of a stratum is repeated, so that all strata are about as frequent as the largest:
 * round(largest / size).
 */
export const repetitions = (strata: readonly { readonly length: number }[]): readonly number[] => {
  const largest = Math.max(...strata.map(({ length }) => length))
  return strata.map(({ length }) => Math.round(largest / length))
}
