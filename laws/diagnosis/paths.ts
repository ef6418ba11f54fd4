/** Paths that the gradient does not follow, or follows with a wrong factor. */
import { type Entry, type Replacement } from '../program/Tape.js'
import { behind } from '../program/formula.js'
import { type Hypothesis, replacing } from './Hypothesis.js'
import { isAbout, written } from './Row.js'
import { type Edge, type Site, type Steps, isShortcut, zero } from './sites.js'

/** The step to the k-th operand, or to all of them, gives 0. */
export const without = ({ placeOf }: Site, k: number | undefined): Replacement => ({
  cotangent: (entry, i, found) => ((k === undefined || i === k) && placeOf(entry) >= 0 ? zero(found) : found)
})

const isSquare = ({ arguments: [x, y] }: Entry): boolean => x !== undefined && x === y

/** The factor of a path, from the factor of its absence. */
const fate = (path: string, absence: number): string => {
  const factor = 1 - absence
  if (Math.abs(factor) < 1e-5) return `a dropped term: ${path} is missing, as if it were constant`
  if (isAbout(factor, -1)) return `the sign: ${path} has the wrong sign`
  return `a factor: ${path} is ${written(factor)} times the right one`
}

/** An operand is read several times, such as in each of several steps: which of them. */
const useOf = (edges: readonly Edge[], { site: { first }, of }: Edge): string => {
  const uses = edges.filter(other => behind(other.of) === behind(of) && other.site.first.op === first.op)
  const place = uses.findIndex(({ site }) => site.first === first)
  return uses.length > 1 ? ` (use ${uses.length - place} of ${uses.length}, such as one of several steps)` : ''
}

export const droppedPaths = function* ({ tape, edges, name }: Steps): Generator<Hypothesis> {
  for (const edge of edges) {
    const { site, k, of } = edge
    const { first, size } = site
    const role = first.op === 'divide' && k === 1 ? 'the denominator ' : ''
    const shortcut = first.op === 'add' && isShortcut(tape, of) ? 'the shortcut ' : ''
    const path = `the path through ${role}${shortcut}${name(of)} in ${name(first)}${useOf(edges, edge)}`
    yield {
      text: factor => fate(path, factor),
      rows: replacing(() => without(site, isSquare(first) ? undefined : k)),
      isExact: size > 1,
      isPath: true,
      isPlain: true
    }
  }
}
