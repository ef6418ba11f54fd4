/**
 * The algebraic laws of composition.
 *
 *     pullbacks are a category      (f ; g) ; h = f ; (g ; h)        id ; f = f = f ; id
 *     descend is a functor          descend r (f ; g) = descend r f ; descend r g
 *     a descent is a step           new parameters = p − r gradient, input gradient of the old parameters
 */
import { scale, subtract } from '../../src/algebra/Algebra.js'
import { type Pullback, pullback } from '../../src/layer/Pullback.js'
import { type Params, type Value, zipValues } from '../../src/algebra/Value.js'
import { allOf } from '../law/Law.js'
import { type Chain, gradientFor, isSame, passes } from './Chain.js'
import { type HiddenDescent } from './Combinators.js'
import { type Check } from './sequence.js'

const through = (way: Pullback<Value, Value>, { x, noise }: Chain): readonly Value[] => {
  const [output, back] = way(x)
  return [output, back(gradientFor(output, noise)), back(gradientFor(output, noise + 1))]
}

export const pullbacks: Check =
  ({ category: { compose, id } }) =>
  drawn => {
    const [f, g, h] = [pullback(drawn.f)(drawn.p), pullback(drawn.g)(drawn.q), pullback(drawn.h)(drawn.r)]
    const own = through(f, drawn)
    return allOf([
      isSame('(f ; g) ; h', through(compose(h, compose(g, f)), drawn), through(compose(compose(h, g), f), drawn)),
      isSame('id ; f', through(compose(f, id<Value>()), drawn), own),
      isSame('f ; id', through(compose(id<Value>(), f), drawn), own)
    ])
  }

/** The learning rate of a draw, positive or negative. */
const rateOf = ({ noise }: Chain): number => (noise - 500) / 250

const step = (descent: HiddenDescent, params: Params, { x, noise }: Chain): readonly Value[] => {
  const [output, cache] = descent.forward(params, x)
  return [output, ...descent.backward(params, cache, gradientFor(output, noise))]
}

export const functor: Check =
  ({ andThen, descend, andThenDescent }) =>
  drawn => {
    const { f, g, p, q } = drawn
    const rate = rateOf(drawn)
    const params = [...p, ...q]
    return isSame(
      'the step',
      step(descend(rate, andThen(f, g)), params, drawn),
      step(andThenDescent(descend(rate, f), descend(rate, g)), params, drawn)
    )
  }

export const descent: Check =
  ({ descend }) =>
  drawn => {
    const { f, p, x, noise } = drawn
    const rate = rateOf(drawn)
    const { output, paramsGradient, inputGradient } = passes(f, p, x, noise)
    const stepped = zipValues((param, slope) => subtract(param, scale(rate, slope)))(p, paramsGradient)
    return isSame('the step', step(descend(rate, f), p, drawn), [output, stepped, inputGradient])
  }
