/**
 * An error that does not depend on the input and the parameters.
 *
 *     wrong − right = Σₒ dyₒ C[o, i]      with the same C in all draws: the gradient of a linear term
 *
 * C exists if the error, as a row over all draws, is a linear combination of the rows dyₒ. C itself is not computed.
 */
import { showDescription } from '../../src/layer/Description.js'
import { at, type Evidence, norm, type Row } from './Evidence.js'
import { type Aspect, errorOf } from './Guess.js'
import { leftOver } from './leftOver.js'

interface Rows {
  /** For each feature its aspect, over all examples of all draws. */
  readonly aspects: readonly Row[]
  readonly outputGradients: readonly Row[]
}

const columnsOf = (row: Row, examples: number): readonly Row[] => {
  const width = row.length / examples
  return Array.from({ length: width }, (_, i) => Array.from({ length: examples }, (_, b) => at(row, b * width + i)))
}

const joined = (all: readonly (readonly Row[])[]): readonly Row[] => {
  const [first = []] = all
  return first.map((_, i) => all.flatMap(rows => rows[i] ?? []))
}

const rowsOf = (all: readonly Evidence[], aspect: Aspect): Rows => ({
  aspects: joined(all.map(evidence => columnsOf(aspect(evidence), evidence.drawn.examples))),
  outputGradients: joined(all.map(({ outputGradient, drawn }) => columnsOf(outputGradient, drawn.examples)))
})

/** The draws, grouped by layer and by input size. */
const byLayer = (all: readonly Evidence[]): readonly (readonly Evidence[])[] => {
  const groups = new Map<string, Evidence[]>()
  for (const evidence of all) {
    const { drawn, place, outputShape } = evidence
    const key = `${showDescription(drawn.layer.description)} ${String(place.shape.slice(1))} ${String(outputShape.slice(1))}`
    groups.set(key, [...(groups.get(key) ?? []), evidence])
  }
  return [...groups.values()]
}

/** Whether the aspect is such a sum in all draws of each layer. Undefined if there are too few draws. */
const isConstant = (all: readonly Evidence[], aspect: Aspect): boolean | undefined => {
  let seen = 0
  for (const group of byLayer(all)) {
    const { aspects, outputGradients } = rowsOf(group, aspect)
    // Any n numbers are a combination of n independent rows.
    if ((outputGradients[0]?.length ?? 0) < outputGradients.length + 3) continue
    const scale = Math.max(...group.map(({ analytic, numeric }) => Math.max(norm(analytic), norm(numeric))))
    if (!aspects.every(row => norm(leftOver(row, outputGradients)) <= 1e-6 * scale)) return false
    seen++
  }
  return seen > 0 ? true : undefined
}

/** Says nothing about a layer that is linear itself. */
export const constant = (all: readonly Evidence[]): string | undefined =>
  all.every(({ place, isWhole }) => isWhole && place.part === 'input') &&
  isConstant(all, errorOf) === true &&
  isConstant(all, ({ numeric }) => numeric) === false
    ? 'a dropped term, or a term too much, that does not depend on the input: the error is the same multiple of the output gradient in all draws'
    : undefined
