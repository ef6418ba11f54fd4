import { type Written } from './description.js'

/** Maximum number of parts of a description, at all levels. */
export const mostParts = { network: 10_000, other: 100 }

/** Maximum number of tensors that one example may become, anywhere in the network. */
export const mostTensors = 1024

const countParts = (described: Written): number =>
  (described.parts ?? []).reduce((total, part) => total + countParts(part), 1)

/**
 * An upper bound on the number of tensors after a layer that takes `before` tensors. A layer that takes a pair gives half of
 * them to each part. A count above the maximum becomes `Infinity`, so that later layers cannot hide it.
 */
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

/**
 * Checks the size of a description before anything is built, because a file of a few kilobytes can describe a network that
 * takes hours to compose. Returns a message if a bound is exceeded.
 *
 *     parts     number of parts at all levels: composing takes time proportional to it
 *     tensors   number of tensors that one example becomes: each `copy` in a sequence doubles it, and so does a nested `share`
 */
export const excess = (described: Written, most: number): string | undefined => {
  const found = countParts(described)
  if (found > most) return `expected at most ${most} parts, found ${found}`
  return tensorsAfter(described, 1) === Infinity
    ? `expected layers that turn one example into at most ${mostTensors} tensors, found more`
    : undefined
}
