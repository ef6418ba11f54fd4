import * as fc from 'fast-check'
import { evaluate } from 'fp-ts/lib/State.js'
import { layerSubjects } from '../subject/layers.js'
import { type LayerSubject } from '../subject/LayerSubject.js'
import { showDescription } from '../../src/layer/Description.js'
import { normal, seed } from '../../src/tensor/Random.js'
import { batchSizeOf, type Params, type Value } from '../../src/algebra/Value.js'
import { lawsOfComposition } from './compositionLaws.js'
import { chainOf, gradientFor, isSame } from './Chain.js'
import { build, follow, type Visit } from './Tree.js'
import { type Combinators, combinators } from './Combinators.js'
import { differentiate } from '../derivative/derivative.js'
import { initial } from '../generator/layer.js'
import { type Subject } from '../subject/Subject.js'
import { anyNetwork, continuing, coverage, type Network } from './network.js'
import { kindsIn, kindsOf, type PaletteName } from '../generator/numbers.js'
import { batchSize, params, value } from '../generator/value.js'
import { judge } from '../derivative/judgement.js'
import { allOf, fails, type Finding, holds, type Law, skipped } from '../law/Law.js'
import { batch } from '../layer/batch.js'
import { finite } from '../layer/finite.js'
import { linearity } from '../layer/linearity.js'
import { purity } from '../layer/purity.js'
import { shapes } from '../layer/shapes.js'
import { lawOver } from '../law/lawOver.js'
import {
  inner,
  largest,
  mapNumbers,
  numbersOf,
  plusTimes,
  shaped,
  shapesOf,
  showValue,
  withNumbers
} from '../value/Numbers.js'
import { forward, run } from '../value/Passes.js'

interface Drawn {
  readonly network: Network
  readonly params: Params
  readonly input: Value
  readonly noise: number
}

const drawn = (networks: fc.Arbitrary<Network>): fc.Arbitrary<Drawn> =>
  fc
    .tuple(networks, batchSize, fc.constantFrom<PaletteName>('generic', 'generic', 'special'), fc.nat(1000))
    .chain(([network, examples, palette, noise]) => {
      const { layer, input, valid } = network
      return fc.record({
        network: fc.constant(network),
        params: params(initial(layer), palette),
        input: value(examples, input, palette).map(raw => (valid ? mapNumbers(valid)(raw) : raw)),
        noise: fc.constant(noise)
      })
    })

/** The network, built with the given combinators, against the chain rule on its layers. */
const ofPieces =
  (ways: Combinators) =>
  ({ network, params, input, noise }: Drawn): Finding => {
    const layer = build(network.tree, ways)
    const pieces = follow(network.tree, params, input)
    const dy = gradientFor(pieces.output, noise)
    const [paramsGradient, inputGradient] = pieces.back(dy)
    const found = run(layer, params, input, dy)
    return allOf([
      isSame('the output', found.output, pieces.output),
      isSame('the gradient of the parameters', found.paramsGradient, paramsGradient),
      isSame('the gradient of the input', found.inputGradient, inputGradient)
    ])
  }

/** A random direction with the shapes of a value. */
const directionOf = (like: Value, number: number): Float64Array =>
  numbersOf(shaped(shapesOf(like), shape => evaluate(seed(number))(normal()(shape))))

const moved = <V extends Value>(like: V, direction: Float64Array, t: number): V =>
  withNumbers(like)(plusTimes(numbersOf(like), t, direction))

/** Step along the line. The visits on both sides give the direction in which the input of each layer moves. */
const nearby = 1e-4

/** Whether a layer has a kink at its input, along the direction in which the line moves that input. */
const isAtKink = ({ layer, params, input }: Visit, before: Visit, beyond: Visit): boolean => {
  const between = (from: Value, to: Value): Float64Array => {
    const start = numbersOf(from)
    return numbersOf(to).map((x, i) => (x - (start[i] ?? NaN)) / (2 * nearby))
  }
  const [v, u] = [between(before.params, beyond.params), between(before.input, beyond.input)]
  const weights = directionOf(forward(layer, params, input)[0], 3)
  const along = (t: number) => inner(weights, numbersOf(forward(layer, moved(params, v, t), moved(input, u, t))[0]))
  const { kind } = differentiate(along, { argument: 1, gradient: 1 })
  return kind !== 'smooth'
}

const gradient = ({ network, params, input, noise }: Drawn): Finding => {
  const { layer, tree, valid } = network
  const [output] = forward(layer, params, input)
  const dy = gradientFor(output, noise)
  const weights = numbersOf(dy)
  const { paramsGradient, inputGradient } = run(layer, params, input, dy)
  const v = directionOf(params, noise + 1)
  // A network that takes only some numbers has no line through its input.
  const u = valid === undefined ? directionOf(input, noise + 2) : new Float64Array(numbersOf(input).length)
  const at = (t: number) => [moved(params, v, t), moved(input, u, t)] as const
  const visitsAt = (t: number) => follow(tree, ...at(t)).visits
  const [before, beyond] = [visitsAt(-nearby), visitsAt(nearby)]
  const kink = follow(tree, params, input).visits.find((visit, i) => {
    const [one, other] = [before[i], beyond[i]]
    return one === undefined || other === undefined || isAtKink(visit, one, other)
  })
  if (kink !== undefined) return skipped(`${showDescription(kink.layer.description)} is at a kink`)
  const analytic = inner(numbersOf(paramsGradient), v).value + inner(numbersOf(inputGradient), u).value
  const line = (t: number) => inner(weights, numbersOf(forward(layer, ...at(t))[0]))
  const { verdict, numeric, tolerance, sweep } = judge(
    analytic,
    differentiate(line, { argument: 1, gradient: Math.abs(analytic), inside: largest(weights) }),
    Math.abs(analytic)
  )
  return verdict === 'differs'
    ? fails('the gradient is not the derivative of forward', () => ({
        entry: { place: 'a direction in parameters and input', analytic, numeric, tolerance },
        sweep
      }))
    : holds(1, verdict === 'inconclusive' ? 1 : 0)
}

const subjectOf = ({ layer, input, valid }: Network): Subject => ({
  name: 'networks',
  layers: [layer],
  shapes: [input],
  ...(valid === undefined ? {} : { input: valid })
})

/** Laws of layers, applied to random networks. Each function must give the same laws for every network, in the same order. */
const onAny = (
  networks: fc.Arbitrary<Network>,
  laws: (subject: Subject) => readonly Law[],
  like: Network
): readonly Law[] =>
  laws(subjectOf(like)).map((law, i) => ({
    ...law,
    property: networks.chain(network => laws(subjectOf(network))[i]?.property ?? law.property)
  }))

/** The kinds of law below that are not laws of composition. */
export const ownLaws = ['pieces', 'gradient', 'shapes', 'purity', 'linearity', 'batch', 'finiteness']

const reach = ['batch of one', 'batch of several', ...kindsIn.special]

/**
 * The laws of random networks.
 *
 *     pieces     the network computes, bit for bit, what the chain rule gives on its layers
 *     gradient   the derivative of forward, along directions in parameters and input together. Draws at a kink of a layer
 *                are skipped: there the chain rule defines the gradient, and no measurement can
 *
 * The laws of layers (shapes, purity, linearity, batch, finiteness) are included, and those of composition on three
 * consecutive networks.
 *
 * @param table the layers of the networks. Default: those of the catalogue.
 * @param ways the combinators. Default: those of the library.
 * @example verify(networkLaws())
 */
export const networkLaws = (
  table: readonly LayerSubject[] = layerSubjects,
  ways: Combinators = combinators
): readonly Law[] => {
  const networks = anyNetwork(table)
  const alone = networks.filter(({ batchStatistics }) => !batchStatistics)
  const law = lawOver<Drawn>({
    arbitrary: drawn(networks),
    exhibits: ({ network, params, input }) => [
      ['network', showDescription(network.layer.description)],
      ['parameters', showValue(params)],
      ['input', showValue(input)]
    ],
    reached: ({ input }) => [
      ...kindsOf(numbersOf(input)),
      batchSizeOf(input) === 1 ? 'batch of one' : 'batch of several'
    ]
  })
  const [like] = fc.sample(alone, { numRuns: 1, seed: 1 })
  const small = anyNetwork(table, 2)
  const free = small.filter(({ valid }) => valid === undefined)
  const chains = fc.tuple(small, free, free).chain(([first, second, third]) => {
    const next = continuing(first.output, second)
    const last = continuing(next.output, third)
    return chainOf({
      layers: [first.layer, next.layer, last.layer],
      input: first.input,
      ...(first.valid === undefined ? {} : { valid: first.valid })
    })
  })
  return [
    law('networks: pieces', 'a network computes what the chain rule gives on its layers', ofPieces(ways), reach),
    law(
      'networks: gradient',
      'backward gives the derivative of forward, except at kinks of its layers',
      gradient,
      reach
    ),
    ...(like === undefined
      ? []
      : [
          ...onAny(networks, shapes, like),
          ...onAny(networks, purity, like),
          ...onAny(networks, linearity, like),
          ...onAny(alone, batch, like),
          ...onAny(networks, finite, like)
        ]),
    ...lawsOfComposition('networks', chains, { ways, endomorphisms: false })
  ]
}

/** The share of a thousand random networks that contain each layer of a table and each combinator, by name. */
export const networkCoverage = (table: readonly LayerSubject[] = layerSubjects): ReadonlyMap<string, number> => {
  const found = coverage(fc.sample(anyNetwork(table), { numRuns: 1000, seed: 1 }))
  const names = new Set([...table.map(({ name }) => name), ...found.keys()])
  return new Map([...names].map(name => [name, found.get(name) ?? 0]))
}
