/**
 * What a description may ask for before anything is built: a file of a few kilobytes can describe a network that takes for ever.
 *
 *     parts     how many, of all parts of parts: composing takes as long
 *     tensors   how many one example becomes: copy after copy doubles them, and so does share within share
 */
import { type Written } from './description.js'

export const mostParts = { network: 10_000, other: 100 }

/** Tensors of an example, at most, at any place. */
export const mostTensors = 1024

const countParts = (described: Written): number =>
  (described.parts ?? []).reduce((total, part) => total + countParts(part), 1)

/** How many tensors become of so many, at most; where a layer takes a pair, each half is of half as many. Once too many, they stay so. */
const tensorsAfter = (described: Written, before: number): number => {
  const after = becoming(described, before)
  return after > mostTensors ? Infinity : after
}

const becoming = ({ kind, parts = [] }: Written, before: number): number => {
  const half = Math.max(1, before / 2)
  const sum = (each: number): number => parts.reduce((total, part) => total + tensorsAfter(part, each), 0)
  switch (kind) {
    case 'sequence':
      return parts.reduce((tensors, part) => tensorsAfter(part, tensors), before)
    case 'copy':
      return 2 * before
    case 'sum':
    case 'concatenate':
      return half
    case 'share':
      return 2 * sum(half)
    case 'fork':
      return sum(before)
    case 'beside':
      return sum(half)
    case 'residual':
      return Math.max(before, sum(before))
    default:
      return before
  }
}

/** What a description asks for beyond the bounds. */
export const excess = (described: Written, most: number): string | undefined => {
  const found = countParts(described)
  if (found > most) return `there must be at most ${most} parts, found ${found}`
  return tensorsAfter(described, 1) === Infinity
    ? `an example must become at most ${mostTensors} tensors, found more`
    : undefined
}
