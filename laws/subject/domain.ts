import { type Description, domainOf } from '../../src/layer/Description.js'

/** Maps any number to an index: a whole number from 0 to `size` − 1. */
export const indexBelow =
  (size: number) =>
  (x: number): number =>
    Math.abs(Math.round(x)) % size

/**
 * Maps any number to one that a layer takes, and numbers in its domain to themselves. Other numbers come near the ends of the domain,
 * where mistakes hide.
 *
 * @example validInput(embedding(4, 2).description)?.(-7.2) // 3
 */
export const validInput = (description: Description): ((x: number) => number) | undefined => {
  const { indicesBelow, above = -Infinity, below = Infinity } = domainOf(description)
  if (indicesBelow !== undefined) return indexBelow(indicesBelow)
  if (above === -Infinity && below === Infinity) return undefined
  const width = Math.min(below - above, 1)
  return x => {
    if (x > above && x < below) return x
    const near = width / (2 + Math.abs(x))
    return above === -Infinity || (below !== Infinity && x >= below) ? below - near : above + near
  }
}
