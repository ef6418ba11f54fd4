/**
 * Random networks: any layers of a table, composed by any combinators, for a given input shape.
 *
 * A network is drawn block by block. Each block takes what the one before gave, and so every network fits. `uses` says what
 * it is made of, so that a test can ask whether everything occurs.
 */
import * as fc from 'fast-check'
import { isRight } from 'fp-ts/lib/Either.js'
import { beside } from '../../src/combinator/beside.js'
import { concatenate } from '../../src/combinator/concatenate.js'
import { copy } from '../../src/combinator/copy.js'
import { fork } from '../../src/combinator/fork.js'
import { hide, type HiddenLayer } from '../../src/combinator/hide.js'
import { repeat } from '../../src/combinator/repeat.js'
import { residual } from '../../src/combinator/residual.js'
import { share } from '../../src/combinator/share.js'
import { sum } from '../../src/combinator/sum.js'
import { andThen, identity } from '../../src/Layer.js'
import { type Shapes, sameShape } from '../../src/Shape.js'
import { type Value } from '../../src/Value.js'
import { features, type Row } from '../../src/catalogue/Row.js'

export interface Network {
  readonly layer: HiddenLayer
  readonly input: Shapes
  readonly output: Shapes
  /** Names of rows and of combinators. */
  readonly uses: readonly string[]
}

/** The combinators, by the names that `uses` has for them. */
export const combinators = ['andThen', 'repeat', 'beside', 'fork', 'share', 'residual', 'copy', 'sum', 'concatenate']

const join = (first: HiddenLayer, ...next: readonly HiddenLayer[]): HiddenLayer =>
  next.reduce<HiddenLayer>((all, layer) => hide(andThen(layer)(all)), first)

const after = (first: Network, next: Network): Network => ({
  layer: join(first.layer, next.layer),
  input: first.input,
  output: next.output,
  uses: [...first.uses, ...next.uses, 'andThen']
})

const nothing = (input: Shapes): Network => ({ layer: hide(identity<Value>()), input, output: input, uses: [] })

/** The layer of a row that takes this shape. */
const layerOf = (row: Row, input: Shapes, size: number): Network | undefined => {
  const fits = (layer: HiddenLayer) => isRight(layer.outputShape(input))
  const layer = row.fitting === undefined ? row.layers.find(fits) : row.fitting(input, size)
  const output = layer?.outputShape(input)
  return layer !== undefined && output !== undefined && isRight(output)
    ? { layer, input, output: output.right, uses: [row.name] }
    : undefined
}

/** One layer of the table. */
const elementary = (table: readonly Row[], input: Shapes, size: number): fc.Arbitrary<Network> => {
  const fitting = table.flatMap(row => layerOf(row, input, size) ?? [])
  return fitting.length === 0 ? fc.constant(nothing(input)) : fc.constantFrom(...fitting)
}

/** Brings a network back to a row of that many features. */
const endingIn = (network: Network, table: readonly Row[], size: number): Network | undefined => {
  if (sameShape(network.output, [size])) return network
  const back = table
    .map(row => layerOf(row, network.output, size))
    .find(found => found && sameShape(found.output, [size]))
  return back && after(network, back)
}

/** Two ways from one input to one output. */
const branches = (one: Network, other: Network): Network => {
  const input = one.input
  if (sameShape(one.output, other.output))
    return {
      layer: join(hide(fork(one.layer, other.layer)), hide(sum<Value>())),
      input,
      output: one.output,
      uses: [...one.uses, ...other.uses, 'fork', 'copy', 'beside', 'sum', 'andThen']
    }
  const [first, second] = [features(one.output), features(other.output)]
  if (first === undefined || second === undefined) return one
  return {
    layer: join(hide(copy<Value>()), hide(beside(one.layer, other.layer)), hide(concatenate<number, number>())),
    input,
    output: [first + second],
    uses: [...one.uses, ...other.uses, 'copy', 'beside', 'concatenate', 'andThen']
  }
}

/** The same layer on both copies of the input. */
const shared = ({ layer, input, output, uses }: Network): Network => ({
  layer: join(hide(copy<Value>()), hide(share(layer)), hide(sum<Value>())),
  input,
  output,
  uses: [...uses, 'copy', 'share', 'sum', 'andThen']
})

/** What can be put around a network that ends where it began. */
const around = (network: Network, table: readonly Row[], times: number): Network => {
  const size = features(network.input)
  const body = size === undefined ? network : (endingIn(network, table, size) ?? network)
  if (!sameShape(body.input, body.output)) return network
  return times > 0
    ? {
        ...body,
        layer: hide(repeat<number, HiddenParams, Value>(times, body.layer)),
        uses: [...body.uses, 'repeat', 'andThen']
      }
    : { ...body, layer: hide(residual(start => andThen(body.layer)(start))), uses: [...body.uses, 'residual'] }
}

type HiddenParams = Parameters<HiddenLayer['forward']>[0]

const size = fc.integer({ min: 1, max: 4 })

/** Any network that takes this shape, at most `depth` combinators deep. */
export const network = (table: readonly Row[], input: Shapes, depth = 2): fc.Arbitrary<Network> => {
  const leaf = size.chain(size => elementary(table, input, size))
  if (depth === 0) return leaf
  const part = network(table, input, depth - 1)
  return fc.oneof(
    { withCrossShrink: true },
    leaf,
    {
      weight: 5,
      arbitrary: part.chain(first => network(table, first.output, depth - 1).map(next => after(first, next)))
    },
    { weight: 2, arbitrary: fc.tuple(part, part).map(([one, other]) => branches(one, other)) },
    { weight: 1, arbitrary: part.map(shared) },
    {
      weight: 2,
      arbitrary: fc.tuple(part, fc.integer({ min: 0, max: 2 })).map(([body, times]) => around(body, table, times))
    }
  )
}

/** Any network on a row of one to three features. */
export const anyNetwork = (table: readonly Row[], depth = 3): fc.Arbitrary<Network> =>
  fc.integer({ min: 1, max: 3 }).chain(size => network(table, [size], depth))

/** How often each name of `uses` occurs, as a share of the networks. */
export const coverage = (networks: readonly Network[]): ReadonlyMap<string, number> => {
  const count = new Map<string, number>()
  for (const { uses } of networks)
    for (const name of new Set(uses)) count.set(name, (count.get(name) ?? 0) + 1 / networks.length)
  return count
}
