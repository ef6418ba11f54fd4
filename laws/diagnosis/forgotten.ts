/**
 * Which outputs the gradient misses, or includes by mistake.
 *
 *     K[o, i] ≠ J[o, i]   exactly for one relation of the indices of o and i: the same, another, an earlier, a later
 *
 * Missing dependences between examples, truncated time and statistics over the wrong axes show as such relations.
 */
import { indices } from '../value/Numbers.js'
import { type Jacobians } from './jacobians.js'
import { at, written } from './Row.js'

/** A number of the tensor and an output, by their indices, with the claimed and the right derivative. */
interface Pair {
  readonly entry: readonly number[]
  readonly output: readonly number[]
  readonly claimed: number
  readonly right: number
}

/** All pairs that depend on each other. */
const pairsOf = ({ shape, outputShape, claimed, right }: Jacobians): readonly Pair[] =>
  right.flatMap((row, o) =>
    row.map((x, i) => ({
      ...{ entry: indices(shape, i), output: indices(outputShape, o) },
      ...{ claimed: at(claimed[o] ?? [], i), right: x }
    }))
  )

type Relation = readonly [name: string, holds: (pair: Pair) => boolean]

const comparisons: readonly (readonly [word: string, holds: (output: number, entry: number) => boolean])[] = [
  ['the same', (output, entry) => output === entry],
  ['another', (output, entry) => output !== entry],
  ['an earlier', (output, entry) => entry < output],
  ['a later', (output, entry) => entry > output],
  ['the same or an earlier', (output, entry) => entry <= output],
  ['the same or a later', (output, entry) => entry >= output]
]

const itself: readonly Relation[] = [
  ['its own input (the diagonal of the Jacobian)', ({ entry, output }) => String(entry) === String(output)],
  ['other inputs (off the diagonal of the Jacobian)', ({ entry, output }) => String(entry) !== String(output)]
]

/** Relations along an axis of the entries and one of the outputs of the same size. Batch axes are only compared with batch axes. */
const relationsOf = ({ isInput, shape, outputShape }: Jacobians): readonly Relation[] => [
  ...(isInput && String(shape) === String(outputShape) ? itself : []),
  ...shape.flatMap((size, axis) =>
    outputShape.flatMap((other, outputAxis) => {
      const areExamples = isInput && axis === 0
      if (size !== other || size < 2 || (isInput && areExamples !== (outputAxis === 0))) return []
      const where = `axis ${axis}${axis === outputAxis ? '' : ` (axis ${outputAxis} of the output)`}`
      return comparisons.map(([word, holds]): Relation => [
        areExamples ? `${word} example` : `${word} index along ${where}`,
        ({ entry, output }) => holds(at(output, outputAxis), at(entry, axis))
      ])
    })
  )
]

const isWrong = ({ claimed, right }: Pair): boolean => claimed !== right

export const forgotten = (all: readonly Jacobians[]): string | undefined => {
  const [first] = all
  const pairs = all.flatMap(pairsOf).filter(({ claimed, right }) => claimed !== 0 || right !== 0)
  const relating = (chosen: (pair: Pair) => boolean): string | undefined => {
    const size = pairs.filter(chosen).length
    return first === undefined || size < 2 || size === pairs.length
      ? undefined
      : relationsOf(first).find(([, holds]) => pairs.every(pair => holds(pair) === chosen(pair)))?.[0]
  }
  const inVain = relating(({ right }) => right === 0)
  if (inVain !== undefined) {
    const more = pairs.every(pair => pair.right === 0 || !isWrong(pair)) ? '' : 'over the wrong axes, or '
    return `${more}a term too much: the gradient lets an output depend on ${inVain}, and the output does not`
  }
  const found = relating(isWrong)
  if (found === undefined) return undefined
  const wrong = pairs.filter(isWrong)
  const [factor = NaN] = wrong.map(({ claimed, right }) => claimed / right)
  const what = `the dependence of an output on ${found}`
  if (!wrong.every(({ claimed, right }) => Math.abs(claimed - factor * right) <= 1e-5 * Math.abs(right)))
    return `only ${what} is wrong: one of several terms is missing there, or wrong`
  return factor === 0
    ? `a dropped term, or path: ${what} is missing`
    : `${what} is ${written(factor)} times the right one`
}

/** Whether the claimed Jacobian has numbers of the right one only, but at other entries. */
const isMoved = ({ claimed, right }: Jacobians): boolean => {
  const known = right.flat().filter(x => x !== 0)
  return claimed.flat().every(x => x === 0 || known.some(y => Math.abs(x - y) <= 1e-5 * Math.abs(y)))
}

export const misplaced = (all: readonly Jacobians[]): string | undefined => {
  const pairs = all.flatMap(pairsOf)
  const isSome = (has: (claimed: number, right: number) => boolean) =>
    pairs.some(({ claimed, right }) => has(claimed, right))
  return isSome((x, y) => x !== 0 && y === 0) && isSome((x, y) => x === 0 && y !== 0) && all.every(isMoved)
    ? 'permuted: the contribution of each output is right, but goes to other entries (a wrong offset, stride, padding or axis)'
    : undefined
}

/** Outputs that count although they do not depend on a number, such as those that a mask leaves out. */
export const unmasked = (all: readonly Jacobians[]): string | undefined => {
  const wrong = all.flatMap(pairsOf).filter(isWrong)
  return wrong.length > 1 && wrong.every(({ right }) => right === 0)
    ? 'a missing mask: wrong only where an output does not depend on the number, which the gradient counts all the same'
    : undefined
}
