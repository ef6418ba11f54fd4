import { positiveInteger, shapeError } from '../tensor/Shape.js'

/**
 * Requires sizes, such as numbers of channels, that divide into groups.
 *
 * @throws RangeError if the number of groups is not a positive integer
 * @throws ShapeError if a size is not a multiple of the number of groups
 */
export const requireGroups = (name: string, groups: number, sizes: Readonly<Record<string, number>>): void => {
  positiveInteger(`${name}: groups`, groups)
  for (const [what, size] of Object.entries(sizes))
    if (size % groups !== 0)
      throw shapeError(`${name}: ${what} must be a multiple of the ${groups} groups, found ${size}`)
}
