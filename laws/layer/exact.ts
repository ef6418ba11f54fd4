/**
 * A multilinear layer has exact gradients on whole numbers: no tolerance at all.
 *
 *     backward(dy) · v = dy · forward(x + v) − dy · forward(x)      for v in one tensor, with ===
 */
import { type Case, type Subject } from '../generator/layer.js'
import { diagnose } from '../diagnosis.js'
import { fails, type Finding, holds, type Law } from '../Law.js'
import { inner } from '../Numbers.js'
import { lawOfLayer } from './law.js'
import { moved, partOf, type PartName, unit } from './Part.js'

/** Up to so many entries of a tensor one by one; above that, the tensor as a whole, along some directions. */
const small = 64

const check = (drawn: Case): Finding => {
  let checks = 0
  for (const name of ['parameters', 'input'] satisfies PartName[]) {
    const part = partOf(drawn, name)
    const gradient = part.gradient()
    const here = part.at(part.numbers).value
    for (const [from, to] of part.tensors) {
      const directions =
        to - from <= small
          ? Array.from({ length: to - from }, (_, i) => unit(gradient.length, from + i))
          : [1, 2, 3].map(which =>
              gradient.map((_, i) => (i < from || i >= to ? 0 : ((i * 7919 + which * 104729) % (5 + which)) - 2))
            )
      for (const v of directions) {
        checks++
        const analytic = inner(gradient, v).value
        const numeric = part.at(moved(part.numbers, v, 1)).value - here
        if (analytic !== numeric)
          return fails(`the gradient of the ${name} is not exact on whole numbers`, () => {
            const cause = diagnose(drawn.layer, name, drawn)
            const place =
              to - from <= small
                ? part.place(v.indexOf(1))
                : `a direction in ${part.place(from)} to ${part.place(to - 1)}`
            return { entry: { place, analytic, numeric, tolerance: 0 }, ...(cause === undefined ? {} : { cause }) }
          })
      }
    }
  }
  return holds(Math.max(1, checks))
}

export const exact = (subject: Subject): readonly Law[] =>
  subject.multilinear === true
    ? [lawOfLayer(subject, 'exactness', 'on whole numbers its gradients are exact', ['integers'], check)]
    : []
