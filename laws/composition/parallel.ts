/**
 * Side by side, bit for bit.
 *
 *     beside        its passes are those of both
 *     interchange   (f × g) ; (g × h) = (f ; g) × (g ; h), its parameters in another order
 *     fork          dx = f* dy + g* dv          fork(f, g) = copy ; (f × g)
 *     share         dp = f* dy + f* dv          one set of parameters
 *     residual      y = x + f x                 dx = dy + f* dy
 */
import { addValues, type Params, type Value } from '../../src/algebra/Value.js'
import { initial } from '../generator/layer.js'
import { allOf, type Finding, skipped } from '../law/Law.js'
import { forward, run } from '../value/Passes.js'
import { type Chain, gradientFor, isSame, passes } from './Chain.js'
import { type Check, endomorphism } from './sequence.js'

interface Expected {
  readonly output: Value
  readonly paramsGradient: Params
  readonly inputGradient: Value
}

const arePasses = (found: Expected, expected: Expected): Finding =>
  allOf([
    isSame('the output', found.output, expected.output),
    isSame('the gradient of the parameters', found.paramsGradient, expected.paramsGradient),
    isSame('the gradient of the input', found.inputGradient, expected.inputGradient)
  ])

/** f at x, and g at what f makes of it. */
const both = ({ f, g, p, q, x, noise }: Chain) => {
  const one = passes(f, p, x, noise)
  return { one, other: passes(g, q, one.output, noise + 1), y: one.output }
}

export const besides: Check =
  ({ beside }) =>
  drawn => {
    const { f, g, p, q, x } = drawn
    const { one, other, y } = both(drawn)
    return arePasses(run(beside(f, g), [...p, ...q], [x, y], [one.dy, other.dy]), {
      output: [one.output, other.output],
      paramsGradient: [...one.paramsGradient, ...other.paramsGradient],
      inputGradient: [one.inputGradient, other.inputGradient]
    })
  }

export const interchange: Check =
  ({ andThen, beside }) =>
  ({ f, g, h, p, q, r, x, noise }) => {
    const own = initial(g, noise)
    const y = forward(f, p, x)[0]
    const across = passes(andThen(beside(f, g), beside(g, h)), [...p, ...q, ...own, ...r], [x, y], noise)
    const along = passes(beside(andThen(f, g), andThen(g, h)), [...p, ...own, ...q, ...r], [x, y], noise)
    // From f, g, g, h to f, g, g, h: those of the two g change places.
    const [afterF, afterG, afterOwn] = [p.length, p.length + q.length, p.length + 2 * q.length]
    const permuted = [
      ...across.paramsGradient.slice(0, afterF),
      ...across.paramsGradient.slice(afterG, afterOwn),
      ...across.paramsGradient.slice(afterF, afterG),
      ...across.paramsGradient.slice(afterOwn)
    ]
    return arePasses({ ...across, paramsGradient: permuted }, along)
  }

export const forking: Check =
  ({ andThen, fork }) =>
  ({ f, g, p, q, x, noise }) => {
    const onward = andThen(f, g)
    const own = [...initial(f, noise), ...q]
    const one = passes(f, p, x, noise)
    const other = passes(onward, own, x, noise + 1)
    return arePasses(run(fork(f, onward), [...p, ...own], x, [one.dy, other.dy]), {
      output: [one.output, other.output],
      paramsGradient: [...one.paramsGradient, ...other.paramsGradient],
      inputGradient: addValues(one.inputGradient, other.inputGradient)
    })
  }

export const sharing: Check =
  ({ share }) =>
  ({ f, p, x, noise }) => {
    const one = passes(f, p, x, noise)
    const dv = gradientFor(one.output, noise + 1)
    const other = run(f, p, x, dv)
    return arePasses(run(share(f), p, [x, x], [one.dy, dv]), {
      output: [one.output, other.output],
      paramsGradient: addValues(one.paramsGradient, other.paramsGradient),
      inputGradient: [one.inputGradient, other.inputGradient]
    })
  }

export const residuals: Check =
  ({ residual }) =>
  drawn => {
    const found = endomorphism(drawn)
    if (found === undefined) return skipped('no layer has an output of the shape of its input')
    const [body, params, input] = found
    const { dy, output, paramsGradient, inputGradient } = passes(body, params, input, drawn.noise)
    return arePasses(run(residual(body), params, input, dy), {
      output: addValues(input, output),
      paramsGradient,
      inputGradient: addValues(dy, inputGradient)
    })
  }
