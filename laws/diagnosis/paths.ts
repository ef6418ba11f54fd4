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

/** The path through an operand. */
const nameOf = ({ tape, edges, name }: Steps, edge: Edge): string => {
  const { site, k, of } = edge
  const role = site.first.op === 'divide' && k === 1 ? 'the denominator ' : ''
  const shortcut = site.first.op === 'add' && isShortcut(tape, of) ? 'the shortcut ' : ''
  return `the path through ${role}${shortcut}${name(of)} in ${name(site.first)}${useOf(edges, edge)}`
}

const dropped = ({ site, k }: Edge): Replacement => without(site, isSquare(site.first) ? undefined : k)

export const droppedPaths = function* (steps: Steps): Generator<Hypothesis> {
  for (const edge of steps.edges)
    yield {
      text: factor => fate(nameOf(steps, edge), factor),
      rows: replacing(() => dropped(edge)),
      isExact: edge.site.size > 1,
      isPlain: true
    }
}

/** Tapes with more paths take too long to drop every two of them. */
const many = 40

export const twoDroppedPaths = function* (steps: Steps): Generator<Hypothesis> {
  for (const [i, one] of steps.edges.slice(0, steps.edges.length > many ? 0 : many).entries())
    for (const other of steps.edges.slice(i + 1))
      yield {
        text: () => [one, other].map(edge => fate(nameOf(steps, edge), 1)).join('; '),
        isExact: true,
        rows: replacing(() => ({
          cotangent: (entry, k, found, dy) =>
            [one, other].reduce((rest, edge) => dropped(edge).cotangent?.(entry, k, rest, dy) ?? rest, found)
        }))
      }
}
