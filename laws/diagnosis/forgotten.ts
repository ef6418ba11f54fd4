/**
 * Which outputs the gradient misses, or includes by mistake.
 *
 *     K[o, i] ≠ J[o, i]   exactly for one relation of the indices of o and i: the same, another, an earlier, a later
 *
 * Missing dependences between examples, truncated time and statistics over the wrong axes show as such relations.
 */
import { type Evidence } from './Evidence.js'
import { at } from './Row.js'
import { written } from './Row.js'
import { type Pair } from './pairs.js'

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
const alongAxes = ({ place, outputShape }: Evidence): readonly Relation[] =>
  place.shape.flatMap((size, axis) =>
    outputShape.flatMap((other, outputAxis) => {
      const areExamples = place.part === 'input' && axis === 0
      if (size !== other || size < 2 || (place.part === 'input' && areExamples !== (outputAxis === 0))) return []
      const where = `axis ${axis}${axis === outputAxis ? '' : ` (axis ${outputAxis} of the output)`}`
      return comparisons.map(([word, holds]): Relation => [
        areExamples ? `${word} example` : `${word} index along ${where}`,
        ({ entry, output }) => holds(at(output, outputAxis), at(entry, axis))
      ])
    })
  )

const relationsOf = (evidence: Evidence): readonly Relation[] => {
  const { place, outputShape } = evidence
  const isSquare = place.part === 'input' && String(place.shape) === String(outputShape)
  return [...(isSquare ? itself : []), ...alongAxes(evidence)]
}

/** The relation that holds for exactly the chosen pairs. */
const relating = (all: readonly Pair[], chosen: (pair: Pair) => boolean): string | undefined => {
  const [first] = all
  const size = all.filter(chosen).length
  return first === undefined || size < 2 || size === all.length
    ? undefined
    : relationsOf(first.evidence).find(([, holds]) => all.every(pair => holds(pair) === chosen(pair)))?.[0]
}

const factorOf = (pairs: readonly Pair[]): number | undefined => {
  const [first] = pairs
  const factor = first && first.claimed / first.real
  return factor !== undefined &&
    pairs.every(({ claimed, real }) => Math.abs(claimed - factor * real) <= 1e-5 * Math.abs(real))
    ? factor
    : undefined
}

const isWrong = ({ claimed, real }: Pair): boolean => claimed !== real

export const forgotten = (pairs: readonly Pair[]): string | undefined => {
  const inVain = relating(pairs, ({ real }) => real === 0)
  if (inVain !== undefined) {
    const more = pairs.every(pair => pair.real === 0 || !isWrong(pair))
      ? 'a term too much'
      : 'over the wrong axes, or a term too much'
    return `${more}: the gradient lets an output depend on ${inVain}, and the output does not`
  }
  const found = relating(pairs, isWrong)
  if (found === undefined) return undefined
  const wrong = pairs.filter(isWrong)
  const what = `the dependence of an output on ${found}`
  const factor = factorOf(wrong)
  if (factor === 0) return `a dropped term, or path: ${what} is missing`
  return factor === undefined
    ? `only ${what} is wrong: one of several terms is missing there, or wrong`
    : `${what} is ${written(factor)} times the right one`
}
