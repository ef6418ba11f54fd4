/**
 * A multilinear layer has exact gradients on whole numbers: no tolerance at all.
 *
 *     backward(dy) · v = dy · forward(x + v) − dy · forward(x)      for v in one tensor, with ===
 */
import { type Case } from '../generator/layer.js'
import { type Subject } from '../subject/Subject.js'
import { fails, type Finding, holds, type Law } from '../law/Law.js'
import { inner } from '../value/Numbers.js'
import { lawOfLayer } from './law.js'
import { along, type Direction, part as partOfDirection, unit } from './Direction.js'
import { type Part, partOf, type PartName, sizeOfCase } from './Part.js'

/** Up to so many entries of a tensor one by one; above that, the tensor as a whole, along some directions. */
const small = 64

/** Weights −2 … 2 on the tensor. */
const whole = (from: number, to: number, which: number): Direction => {
  const weights = new Float64Array(to - from)
  for (let i = 0; i < weights.length; i++) weights[i] = ((i * 7919 + which * 104729) % (4 + which)) - 2
  return { from, weights }
}

interface Compared {
  readonly analytic: number
  readonly numeric: number
}

const compare = (part: Part, gradient: Float64Array, v: Direction): Compared => {
  const line = part.line(v)
  return { analytic: inner(along(gradient, v), v.weights).value, numeric: line(1).value - line(0).value }
}

/** The first entry of the direction that is not exact, if one alone is not. */
const locate = (part: Part, gradient: Float64Array, v: Direction): Direction => {
  if (v.weights.length === 1) return v
  const middle = Math.ceil(v.weights.length / 2)
  const half = [partOfDirection(v, 0, middle), partOfDirection(v, middle, v.weights.length)].find(half => {
    const { analytic, numeric } = compare(part, gradient, half)
    return analytic !== numeric
  })
  return half === undefined ? v : locate(part, gradient, half)
}

const check =
  (subject: Subject) =>
  (drawn: Case): Finding => {
    let checks = 0
    for (const name of ['parameters', 'input'] satisfies PartName[]) {
      const part = partOf(drawn, name)
      const gradient = part.gradient()
      for (const [from, to] of part.tensors) {
        const directions =
          to - from <= small
            ? Array.from({ length: to - from }, (_, i) => unit(from + i))
            : [1, 2].map(which => whole(from, to, which))
        for (const v of directions) {
          checks++
          const { analytic, numeric } = compare(part, gradient, v)
          if (analytic !== numeric)
            return fails(`the gradient of the ${name} is not exact on integers`, () => {
              const { from, weights } = locate(part, gradient, v)
              const one = unit(from)
              const place = part.place(from)
              const single = weights.length === 1
              const compared = single ? compare(part, gradient, one) : { analytic, numeric }
              return {
                entry: { place: single ? place : `a direction from ${place} on`, ...compared, tolerance: 0 },
                symptom: { of: 'gradient', subject, part: name, size: sizeOfCase(drawn), entries: [from], compared }
              }
            })
        }
      }
    }
    return holds(Math.max(1, checks))
  }

export const exact = (subject: Subject): readonly Law[] =>
  subject.multilinear === true
    ? [lawOfLayer(subject, 'exactness', 'the gradients are exact on integers', ['integers'], check(subject))]
    : []
