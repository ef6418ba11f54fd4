/** The laws of composition: of three layers that fit one after the other, and of the ways to make layers of them. */
import type * as fc from 'fast-check'
import { eraseTypes, type UntypedLayer } from '../../src/layer/eraseTypes.js'
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
import { inputShapes } from '../generator/layer.js'
import { type Law } from '../law/Law.js'
import { lawOver } from '../law/lawOver.js'

const laws = [
  ['identity', 'id ; f = f = f ; id, bit for bit', identity],
  ['associativity', '(f ; g) ; h = f ; (g ; h), bit for bit', associativity],
  ['chain rule', 'the gradients of f ; g are those of its pieces', chainRule],
  ['learning', 'a composite learns as its pieces do', learning],
  ['beside', 'f × g does to each what its own layer does', besides],
  ['interchange', '(f × g) ; (g × h) = (f ; g) × (g ; h), its parameters permuted', interchange],
  ['fork', 'the gradient of the input is the sum of both', forking],
  ['share', 'the gradient of the parameters is the sum of both', sharing],
  ['descend', 'a step is params − rate · gradient, and the input gradient is that of the old ones', descent],
  ['functor', 'descend (f ; g) = descend f ; descend g, bit for bit', functor],
  ['pullbacks', 'pullbacks are a category', pullbacks]
] as const

/** Those of a layer that gives what it takes. */
const lawsOfEndomorphisms = [
  ['repeat', 'repeat 3 f = f ; f ; f', repetition],
  ['residual', 'y = x + f x, and dx = dy + f* dy', residuals]
] as const

/** The laws of some combinators, on any chains. */
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

/** The laws of composition of three layers: `verify(compositionLaws(dense(2, 3), tanh(), dense(3, 1)))`. */
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
    throw new TypeError(`${showDescription(whole.description)} takes no small shape: say what it takes`)
  return lawsOfComposition('composition', chainOf({ layers, input: shape }), {
    endomorphisms: givesWhatItTakes(layers, shape)
  })
}

/** Whether one of them does. */
const givesWhatItTakes = ([first, ...rest]: readonly UntypedLayer[], input: Shapes): boolean => {
  if (first === undefined) return false
  return keepsShape(first, input) || givesWhatItTakes(rest, shapeOrThrow(first.outputShape(input)))
}
