/**
 * The laws of sequential composition, bit for bit.
 *
 *     identity        id ; f = f = f ; id
 *     associativity   (f ; g) ; h = f ; (g ; h)
 *     chain rule      the gradients of f ; g are those of g, and those of f for the input gradient of g
 *     repetition      repeat 3 f = f ; f ; f
 *     training form   the training form of f ; g is that of f, then that of g, each with its own noise
 */
import { evaluate } from 'fp-ts/lib/State.js'
import { seed } from '../../src/tensor/Random.js'
import { eraseTypes } from '../../src/layer/eraseTypes.js'
import { type UntypedLayer } from '../../src/layer/AnyLayer.js'
import { Category, pullback } from '../../src/layer/Pullback.js'
import { batchSizeOf, exampleShape, type Params, type Value } from '../../src/algebra/Value.js'
import { initial } from '../generator/layer.js'
import { allOf, fails, type Finding, skipped } from '../law/Law.js'
import { forward, run } from '../value/Passes.js'
import { areSame, type Chain, isSame, keepsShape, passes } from './Chain.js'
import { type Combinators } from './Combinators.js'
import { drawNoise, noiseCount, trainingForm } from '../../src/layer/trainingForm.js'

export type Check = (combinators: Combinators) => (drawn: Chain) => Finding

export const identity: Check =
  ({ identity, andThen }) =>
  ({ f, p, x, noise }) =>
    allOf([areSame(andThen(identity, f), f, p, x, noise), areSame(andThen(f, identity), f, p, x, noise)])

export const associativity: Check =
  ({ andThen }) =>
  ({ f, g, h, p, q, r, x, noise }) =>
    areSame(andThen(andThen(f, g), h), andThen(f, andThen(g, h)), [...p, ...q, ...r], x, noise)

export const chainRule: Check =
  ({ andThen }) =>
  ({ f, g, p, q, x, noise }) => {
    const composite = andThen(f, g)
    const found = passes(composite, [...p, ...q], x, noise)
    const middle = forward(f, p, x)[0]
    const next = run(g, q, middle, found.dy)
    const first = run(f, p, x, next.inputGradient)
    // The same by pullbacks, functions without parameters and caches.
    const [output, back] = Category.compose(pullback(g)(q), pullback(f)(p))(x)
    return allOf([
      isSame('the output', found.output, next.output),
      isSame('the gradient of the parameters', found.paramsGradient, [...first.paramsGradient, ...next.paramsGradient]),
      isSame('the gradient of the input', found.inputGradient, first.inputGradient),
      isSame('the pullback', [found.output, found.inputGradient], [output, back(found.dy)])
    ])
  }

/** The first layer whose output has the shape of its input, with its parameters and an input. */
export const endomorphism = ({ f, g, h, p, q, r, x }: Chain): readonly [UntypedLayer, Params, Value] | undefined => {
  const y = forward(f, p, x)[0]
  const z = forward(g, q, y)[0]
  const choices = [
    [f, p, x],
    [g, q, y],
    [h, r, z]
  ] as const
  return choices.find(([layer, , input]) => keepsShape(layer, exampleShape(input)))
}

export const repetition: Check =
  ({ andThen, repeat }) =>
  drawn => {
    const found = endomorphism(drawn)
    if (found === undefined) return skipped('no layer has an output of the shape of its input')
    const [body, params, input] = found
    const three = andThen(andThen(body, body), body)
    const others = initial(body, drawn.noise)
    return allOf([
      areSame(repeat(3, body), three, [...params, ...others, ...params], input, drawn.noise),
      areSame(repeat(1, body), body, params, input, drawn.noise)
    ])
  }

export const learning: Check =
  ({ andThen }) =>
  ({ f, g, p, q, x, noise }) => {
    const both = andThen(f, g)
    const [inFirst, inNext, inBoth] = [noiseCount(f), noiseCount(g), noiseCount(both)]
    const drawn = evaluate(seed(noise))(drawNoise(both, exampleShape(x), batchSizeOf(x)))
    if (inBoth !== inFirst + inNext || drawn.length !== inBoth)
      return fails(
        `the layers take ${inFirst} and ${inNext} tensors of noise, ` +
          `the composite states ${inBoth}, and draws ${drawn.length}`
      )
    const first = eraseTypes(trainingForm(f, drawn.slice(0, inFirst)))
    const next = eraseTypes(trainingForm(g, drawn.slice(inFirst)))
    const found = passes(eraseTypes(trainingForm(both, drawn)), [...p, ...q], x, noise)
    const expected = passes(andThen(first, next), [...p, ...q], x, noise)
    return isSame(
      'the training form',
      [found.output, found.paramsGradient, found.inputGradient],
      [expected.output, expected.paramsGradient, expected.inputGradient]
    )
  }
