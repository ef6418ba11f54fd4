/**
 * Missing dependences of the gradient, and dependences that it must not have.
 *
 *     gradient(x) = gradient(x′), derivative(x) ≠ derivative(x′)      a slope at x, or a factor x, is missing
 *
 * One tensor is changed at a time, or one slice of the input (for a sequence of which only the last step is used, say).
 */
import { indices } from '../value/Numbers.js'
import { claimedAt, close, type Evidence, gradientAt, type Place, placed, type Row, valueAt } from './Evidence.js'

/** Other numbers of the same signs and of similar size. */
const changed = (row: Row, isMoved: (i: number) => boolean): Row =>
  row.map((x, i) => (isMoved(i) ? x * (1.1 + 0.2 * ((i * 0.6180339887498949) % 1)) : x))

interface Depends {
  readonly claimed: boolean
  readonly real: boolean
}

/** Whether the gradient and the derivative change with these numbers. Undefined if the layer throws at the changed numbers. */
const depends = (evidence: Evidence, other: Place, isMoved: (i: number) => boolean): Depends | undefined => {
  const { drawn, place, entries, analytic, numeric } = evidence
  try {
    const moved = placed(drawn, other, changed(valueAt(drawn, other), isMoved))
    return {
      claimed: !close(claimedAt(moved, place, entries), analytic),
      real: !close(gradientAt(moved, place, entries), numeric)
    }
  } catch {
    return undefined
  }
}

interface Asked {
  readonly name: string
  readonly place: (evidence: Evidence) => Place | undefined
  readonly isMoved: (i: number, place: Place) => boolean
}

const tensors = ({ places }: Evidence): readonly Asked[] =>
  places.map(({ name }, which) => ({
    name: name === 'input' ? 'the input' : name,
    place: ({ places }) => places[which],
    isMoved: () => true
  }))

/** The first and the last slice of the input along an axis, and all but those. */
const slices = ({ places }: Evidence): readonly Asked[] =>
  places.flatMap(({ name, part, shape }, which) =>
    shape.flatMap((size, axis): readonly Asked[] => {
      if (part === 'parameters' || axis === 0 || size < 2 || shape.length < 3) return []
      const ask = (what: string, wanted: (index: number, size: number) => boolean): Asked => ({
        name: `${what} of ${name} along axis ${axis}`,
        place: ({ places }) => places[which],
        isMoved: (i, { shape }) => wanted(indices(shape, i)[axis] ?? 0, shape[axis] ?? 1)
      })
      return [
        ask('any but the last', (i, n) => i < n - 1),
        ask('any but the first', i => i > 0),
        ask('the first', i => i === 0),
        ask('the last', (i, n) => i === n - 1)
      ]
    })
  )

export const independent = (all: readonly Evidence[]): string | undefined => {
  const [first] = all
  if (first?.isWhole !== true) return undefined
  const names = (questions: readonly Asked[], what: Depends) =>
    questions.flatMap(({ name, place, isMoved }) => {
      const found = all.slice(0, 6).map(evidence => {
        const other = place(evidence)
        return other && depends(evidence, other, i => isMoved(i, other))
      })
      return found.every(one => one?.claimed === what.claimed && one.real === what.real) ? [name] : []
    })
  for (const questions of [tensors(first), slices(first)]) {
    const missing = names(questions, { claimed: false, real: true })
    if (missing.length > 0)
      return `the gradient does not depend on ${missing.join(' or ')}, and should: a factor is missing, such as the slope of an activation, or a number is kept from another call`
  }
  const [more] = names(tensors(first), { claimed: true, real: false })
  return more === undefined ? undefined : `the gradient depends on ${more}, and should not: a factor or a term too much`
}
