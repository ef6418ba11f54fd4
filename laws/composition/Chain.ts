import * as fc from 'fast-check'
import { evaluate } from 'fp-ts/lib/State.js'
import { isRight } from 'fp-ts/lib/Either.js'
import { type UntypedLayer } from '../../src/layer/AnyLayer.js'
import { showDescription } from '../../src/layer/Description.js'
import { normal, seed } from '../../src/tensor/Random.js'
import { sameShape, type Shapes } from '../../src/tensor/Shape.js'
import { type Params, sameValue, type Value } from '../../src/algebra/Value.js'
import { initial } from '../generator/layer.js'
import { type PaletteName } from '../generator/numbers.js'
import { batchSize, params, value } from '../generator/value.js'
import { type Exhibit, fails, type Finding, holds } from '../law/Law.js'
import { mapNumbers, shaped, shapesOf, showValue } from '../value/Numbers.js'
import { forward, run } from '../value/Passes.js'

/** Three layers, each of which takes the output of the one before. */
export interface Triple {
  /** The layers, in the order of application. */
  readonly layers: readonly [f: UntypedLayer, g: UntypedLayer, h: UntypedLayer]
  /** The shapes of one example of the input of f. */
  readonly input: Shapes
  /** Maps any number to one that f takes. Default: the identity. */
  readonly valid?: (x: number) => number
}

/** One draw for the laws of composition: three consecutive layers, their parameters, and an input. */
export interface Chain {
  /** The first layer. */
  readonly f: UntypedLayer
  /** The second layer, which takes the output of f. */
  readonly g: UntypedLayer
  /** The third layer, which takes the output of g. */
  readonly h: UntypedLayer
  /** The parameters of f. */
  readonly p: Params
  /** The parameters of g. */
  readonly q: Params
  /** The parameters of h. */
  readonly r: Params
  /** The input of f. */
  readonly x: Value
  /** Seed of the output gradients. */
  readonly noise: number
}

const paramsOf = (layer: UntypedLayer, palette: PaletteName): fc.Arbitrary<Params> => params(initial(layer), palette)

/**
 * Generates parameters and inputs for three consecutive layers.
 *
 * @example
 * const chains = chainOf({ layers: [eraseTypes(dense(2, 3)), eraseTypes(tanh()), eraseTypes(dense(3, 1))], input: [2] })
 * verify(lawsOfComposition('mine', chains, { endomorphisms: false }))
 */
export const chainOf = ({ layers: [f, g, h], input, valid }: Triple): fc.Arbitrary<Chain> =>
  fc.tuple(batchSize, fc.constantFrom<PaletteName>('special', 'generic')).chain(([examples, palette]) =>
    fc.record({
      f: fc.constant(f),
      g: fc.constant(g),
      h: fc.constant(h),
      p: paramsOf(f, palette),
      q: paramsOf(g, palette),
      r: paramsOf(h, palette),
      x: value(examples, input, palette).map(drawn => (valid ? mapNumbers(valid)(drawn) : drawn)),
      noise: fc.nat(1000)
    })
  )

export const exhibitsOfChain = ({ f, g, h, p, q, r, x }: Chain): readonly Exhibit[] => [
  ['f', showDescription(f.description)],
  ['g', showDescription(g.description)],
  ['h', showDescription(h.description)],
  ...(
    [
      ['p', p],
      ['q', q],
      ['r', r]
    ] as const
  ).flatMap(([name, params]): readonly Exhibit[] => (params.length === 0 ? [] : [[name, showValue(params)]])),
  ['x', showValue(x)]
]

/** A gradient for an output: normally distributed numbers, drawn from the given seed. */
export const gradientFor = (output: Value, noise: number): Value =>
  shaped(shapesOf(output), shape => evaluate(seed(noise))(normal()(shape)))

/** The output and the gradients of a layer, for an output gradient drawn from the given seed. */
export const passes = (layer: UntypedLayer, params: Params, x: Value, noise: number) => {
  const [output] = forward(layer, params, x)
  const dy = gradientFor(output, noise)
  return { dy, ...run(layer, params, x, dy) }
}

export const isSame = (what: string, found: Value, expected: Value): Finding =>
  sameValue(found, expected) ? holds() : fails(`${what}: expected ${showValue(expected)}, found ${showValue(found)}`)

/** Whether two layers have the same output, gradients, initial parameters and description. */
export const areSame = (one: UntypedLayer, other: UntypedLayer, params: Params, x: Value, noise: number): Finding => {
  const [a, b] = [passes(one, params, x, noise), passes(other, params, x, noise)]
  const found: readonly (readonly [what: string, one: Value, other: Value])[] = [
    ['the output', a.output, b.output],
    ['the gradient of the parameters', a.paramsGradient, b.paramsGradient],
    ['the gradient of the input', a.inputGradient, b.inputGradient],
    ['the initial parameters', initial(one, noise), initial(other, noise)]
  ]
  for (const [what, own, twin] of found) if (!sameValue(own, twin)) return isSame(what, own, twin)
  const [own, twin] = [JSON.stringify(one.description), JSON.stringify(other.description)]
  if (own !== twin) return fails(`the description: expected ${twin}, found ${own}`)
  return holds(5)
}

/** Whether the output of a layer has the shapes of its input. */
export const keepsShape = (layer: UntypedLayer, input: Shapes): boolean => {
  const output = layer.outputShape(input)
  return isRight(output) && sameShape(output.right, input)
}
