/** The likely cause of a wrong gradient of one tensor, from its numbers in several draws. */
import { clipped } from './clipped.js'
import { type Evidence, isWrong } from './Evidence.js'
import { everywhere, sizeFactor, whereWrong } from './factors.js'
import { forgotten, misplaced, unmasked } from './forgotten.js'
import { jacobiansOf } from './jacobians.js'
import { type Found, regionOf } from './regions.js'
import { norm } from './Row.js'
import { statistics } from './statistics.js'

const isNotFinite = ({ analytic }: Evidence): boolean => !analytic.every(Number.isFinite)

const onlyIn = (region: Found | undefined): readonly string[] =>
  region === undefined ? [] : [`wrong only ${region.name}`]

/** A cause that the numbers show without any hypothesis about the layer. */
export const plainCause = (all: readonly Evidence[]): string | undefined => {
  const wrong = all.filter(isWrong)
  if (wrong.length === 0) return undefined
  if (!wrong.every(({ numeric }) => numeric.every(Number.isFinite))) return 'the output is not a number, or infinite'
  if (wrong.some(isNotFinite)) return ['the gradient is not a number, or infinite', ...onlyIn(regionOf(all))].join('; ')
  if (all.every(({ analytic }) => norm(analytic) === 0) && wrong.length > 1) return 'the gradient is missing: zero'
  return clipped(all) ?? sizeFactor(all, everywhere)
}

/** A mistake in the dependence of outputs on the numbers of a tensor. */
const inside = (all: readonly Evidence[], which: number): string | undefined => {
  const found = all.flatMap(({ drawn }) => jacobiansOf(drawn, which) ?? [])
  return found.length < all.length
    ? undefined
    : (statistics(found) ?? forgotten(found) ?? misplaced(found) ?? unmasked(found))
}

/**
 * A cause that is not plain: the place of the mistake, or the region of the wrong numbers.
 *
 * @param which the tensor: the parameters, then those of the input
 * @param located the mistake at its place, if it was found
 */
export const causeOf = (all: readonly Evidence[], which: number, located?: string): string | undefined => {
  const wrong = all.filter(isWrong)
  if (wrong.length === 0) return undefined
  const region = regionOf(all)
  // A place explains all entries, but a region by value tells where to look.
  if (located !== undefined) return [located, ...(region?.by === 'index' ? [] : onlyIn(region))].join('; ')
  if (region === undefined) return sizeFactor(wrong, everywhere) ?? inside(wrong, which)
  const there = sizeFactor(wrong, whereWrong)
  if (there !== undefined) return [...onlyIn(region), `there: ${there}`].join('; ')
  return [(region.by === 'value' ? undefined : inside(wrong, which)) ?? [], ...onlyIn(region)].flat().join('; ')
}
