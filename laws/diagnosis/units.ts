/**
 * A separate factor for each unit of a layer: the slope of its activation, or its gate.
 *
 *     K[o, i] = r J[o, i]      with one r for all outputs o, and all entries i of a row of weights
 *
 * Draws have a batch of one, because the slopes differ between examples.
 */
import { elementCount } from '../../src/tensor/Shape.js'
import { type Case } from '../generator/layer.js'
import { moved, ones } from '../layer/Direction.js'
import { delta, slopeInside } from './activation.js'
import { claimed } from './claimed.js'
import { at, dot, type Evidence, gather, indicesOf, norm, type Row } from './Evidence.js'

/** An entry with a measurable derivative, and its wrong factor. */
interface Factor {
  readonly place: readonly number[]
  readonly factor: number
}

const isAbout = (x: number, y: number): boolean => Math.abs(x - y) <= 1e-4 * Math.max(1, Math.abs(y))

/** Undefined if the factor of an entry is not the same for all outputs. */
const factorsOf = (evidence: Evidence): readonly Factor[] | undefined => {
  const columns = claimed(evidence)
  if (columns === undefined) return undefined
  const scale = 1e-6 * Math.max(...evidence.columns.map(norm), ...columns.map(norm))
  const places = indicesOf(evidence)
  const found = evidence.columns.flatMap((real, j): readonly Factor[] => {
    // A saturated unit has no measurable derivative.
    if (norm(real) <= 100 * scale) return []
    const claim = columns[j] ?? []
    const factor = dot(claim, real) / dot(real, real)
    const fits = real.every((x, o) => Math.abs(at(claim, o) - factor * x) <= scale * Math.max(1, Math.abs(factor)))
    return [{ place: places[j] ?? [], factor: fits ? factor : NaN }]
  })
  return found.some(({ factor }) => Number.isNaN(factor)) ? undefined : found
}

/** Whether all entries of each row, or of each column, have the same factor. */
const areOfUnits = (draws: readonly (readonly Factor[])[]): boolean =>
  [0, -1].some(axis =>
    draws.every(found =>
      found.every(({ place, factor }) =>
        found.every(other => other.place.at(axis) !== place.at(axis) || isAbout(other.factor, factor))
      )
    )
  )

/** The draw with all numbers of a tensor shifted. */
const movedBy = ({ drawn, place }: Evidence, by: number): Case => ({
  ...drawn,
  params: moved(drawn.params, ones(place.from, place.from + elementCount(place.shape)), by)
})

/** For a bias: the factor of each unit, and its factors with the bias moved up and down. */
const besides = (bias: Evidence): readonly Row[] => {
  const which = bias.places
    .filter(({ part }) => part === 'parameters')
    .findIndex(({ from }) => from === bias.place.from)
  const beside = [delta, -delta].map(by => {
    const there = gather(movedBy(bias, by), 'parameters', [])[which]
    return there && factorsOf(there)
  })
  const [up = [], down = []] = beside
  return (factorsOf(bias) ?? []).flatMap(({ place, factor }) => {
    const [more, less] = [up, down].map(found => found.find(other => String(other.place) === String(place))?.factor)
    return more === undefined || less === undefined || factor === 0 ? [] : [[factor, more, less]]
  })
}

/** The cause for factors per unit; for a bias, with the wrong slope. */
export const units = (single: readonly Evidence[]): string | undefined => {
  // With a single output every entry has a factor, so the test would say nothing.
  const all = single.filter(({ outputGradient, place }) => outputGradient.length > 1 || place.shape.length > 1)
  const draws = all.map(factorsOf)
  const known = draws.flatMap(found => (found === undefined ? [] : [found]))
  if (known.length < draws.length || known.length < 2 || !areOfUnits(known)) return undefined
  const wrong = known.flat().flatMap(({ factor }) => (isAbout(factor, 1) ? [] : [factor]))
  if (wrong.length < 4 || wrong.every(factor => isAbout(factor, at(wrong, 0)))) return undefined
  const beside = all.every(({ place }) => place.shape.length === 1) ? all.flatMap(besides) : []
  const what = beside.length >= 4 ? slopeInside(beside) : undefined
  return `a separate factor for each unit, the same for all outputs: ${what ?? 'the slope of its activation, or its gate, is wrong or missing'}`
}
