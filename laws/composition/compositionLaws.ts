import type * as fc from 'fast-check'
import { eraseTypes } from '../../src/layer/eraseTypes.js'
import { type UntypedLayer } from '../../src/layer/AnyLayer.js'
import { showDescription } from '../../src/layer/Description.js'
import { andThen } from '../../src/layer/andThen.js'
import { type Layer, shapeOrThrow } from '../../src/layer/Layer.js'
import { type Shapes } from '../../src/tensor/Shape.js'
import { type Params, type Value } from '../../src/algebra/Value.js'
import { descent, functor, pullbacks } from './category.js'
import { type Chain, chainOf, exhibitsOfChain, keepsShape } from './Chain.js'
import { type Combinators, combinators } from './Combinators.js'
import { besides, forking, interchange, residuals, sharing } from './parallel.js'
import { associativity, chainRule, identity, learning, repetition } from './sequence.js'
import { inputShapes } from '../generator/inputShapes.js'
import { type Law } from '../law/Law.js'
import { lawOver } from '../law/lawOver.js'

const laws = [
  ['identity', 'id ; f = f = f ; id, bit for bit', identity],
  ['associativity', '(f ; g) ; h = f ; (g ; h), bit for bit', associativity],
  ['chain rule', 'the gradients of f ; g are those of f and g, chained', chainRule],
  ['training form', 'the training form of a composite is that of its layers, composed', learning],
  ['beside', 'f × g applies f to the first part and g to the second', besides],
  ['interchange', '(f × g) ; (g × h) = (f ; g) × (g ; h), with the parameters permuted', interchange],
  ['fork', 'the gradient of the input is the sum over both branches', forking],
  ['share', 'the gradient of the parameters is the sum over both uses', sharing],
  ['descend', 'a step gives params − rate · gradient, and the input gradient of the old params', descent],
  ['functor', 'descend (f ; g) = descend f ; descend g, bit for bit', functor],
  ['pullbacks', 'pullbacks are a category', pullbacks]
] as const

/** Laws of layers whose output has the shape of the input. */
const lawsOfEndomorphisms = [
  ['repeat', 'repeat 3 f = f ; f ; f', repetition],
  ['residual', 'y = x + f x, and dx = dy + f* dy', residuals]
] as const

/**
 * The laws of composition on generated chains of layers: with the same statements as `compositionLaws`.
 *
 * @param name prefix of the names of the laws
 * @param chains the chains, as `chainOf` generates them
 * @param options `ways`: the combinators (default: those of the library); `endomorphisms`: whether to include the laws of
 *   `repeat` and `residual`, which need a layer whose output has the shape of its input (default: true)
 * @example
 * const chains = chainOf({ layers: [eraseTypes(tanh()), eraseTypes(dense(2, 2)), eraseTypes(dense(2, 3))], input: [2] })
 * verify(lawsOfComposition('mine', chains))
 */
export const lawsOfComposition = (
  name: string,
  chains: fc.Arbitrary<Chain>,
  { ways = combinators, endomorphisms = true }: { readonly ways?: Combinators; readonly endomorphisms?: boolean } = {}
): readonly Law[] => {
  const law = lawOver({
    arbitrary: chains,
    exhibits: exhibitsOfChain,
    reached: ({ p, q, r }) => (p.length + q.length + r.length > 0 ? ['parameters'] : [])
  })
  return [...laws, ...(endomorphisms ? lawsOfEndomorphisms : [])].map(([own, statement, check]) =>
    law(`${name}: ${own}`, statement, check(ways))
  )
}

/**
 * The laws of composition on three consecutive layers.
 *
 *     identity        id ; f = f = f ; id
 *     associativity   (f ; g) ; h = f ; (g ; h), bit for bit
 *     chain rule      the gradients of f ; g are those of f and g, chained
 *     functor         descend (f ; g) = descend f ; descend g, bit for bit
 *
 * The laws of `beside`, `fork`, `share`, `descend` and pullbacks are included, and those of `repeat` and `residual` if one
 * of the layers gives the shape that it takes.
 *
 * @param input the shape of one example of the input of f. Default: the first small shape that f takes.
 * @throws TypeError if f takes no small shape and `input` is missing; ShapeError if two layers do not fit
 * @example verify(compositionLaws(dense(2, 3), tanh(), dense(3, 1)))
 */
export const compositionLaws = <
  P extends Params,
  A extends Value,
  B extends Value,
  Q extends Params,
  C extends Value,
  R extends Params,
  D extends Value
>(
  f: Layer<P, A, B>,
  g: Layer<Q, B, C>,
  h: Layer<R, C, D>,
  input?: Shapes
): readonly Law[] => {
  const layers = [eraseTypes(f), eraseTypes(g), eraseTypes(h)] as const
  const whole = eraseTypes(andThen(h)(andThen(g)(f)))
  const [shape] = input === undefined ? inputShapes(whole) : [input]
  if (shape === undefined)
    throw new TypeError(
      `${showDescription(whole.description)} takes no small shape: pass the shape of one example as input`
    )
  return lawsOfComposition('composition', chainOf({ layers, input: shape }), {
    endomorphisms: givesWhatItTakes(layers, shape)
  })
}

/** Whether one of the layers gives the shape that it takes. */
const givesWhatItTakes = ([first, ...rest]: readonly UntypedLayer[], input: Shapes): boolean => {
  if (first === undefined) return false
  return keepsShape(first, input) || givesWhatItTakes(rest, shapeOrThrow(first.outputShape(input)))
}
