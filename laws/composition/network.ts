import * as fc from 'fast-check'
import { isRight } from 'fp-ts/lib/Either.js'
import { type LayerSubject } from '../subject/LayerSubject.js'
import { concatenate } from '../../src/layer/combinator/concatenate.js'
import { copy } from '../../src/layer/combinator/copy.js'
import { eraseTypes } from '../../src/layer/eraseTypes.js'
import { type UntypedLayer } from '../../src/layer/AnyLayer.js'
import { sum } from '../../src/layer/combinator/sum.js'
import { identity } from '../../src/layer/andThen.js'
import { shapeOrThrow } from '../../src/layer/Layer.js'
import { dense } from '../../src/layer/dense.js'
import { flatten } from '../../src/layer/flatten.js'
import { reshape } from '../../src/layer/reshape.js'
import { normal } from '../../src/tensor/Random.js'
import { elementCount, type Shape, type Shapes, sameShape, tensorShape } from '../../src/tensor/Shape.js'
import { type Value } from '../../src/algebra/Value.js'
import { build, type Tree, usesOf } from './Tree.js'
import { inputShapes } from '../generator/inputShapes.js'
import { trainingForm } from '../../src/layer/trainingForm.js'

/** A random network. */
export interface Network {
  /** The layers and combinators that the network is built of. */
  readonly tree: Tree
  /** The network itself, which is a layer. */
  readonly layer: UntypedLayer
  /** The shapes of one example of the input. */
  readonly input: Shapes
  /** The shapes of one example of the output. */
  readonly output: Shapes
  /** Maps any number to one that the network takes. Default: the identity. */
  readonly valid?: (x: number) => number
  /** The names of the layers and combinators of a tree. */
  readonly uses: readonly string[]
  /** Whether one of its layers computes statistics of the batch while it trains. */
  readonly batchStatistics: boolean
}

/** The names of the combinators in `uses` of a network. */
export const combinators = ['andThen', 'repeat', 'beside', 'fork', 'share', 'residual', 'copy', 'sum', 'concatenate']

/** A tree, and the shapes of one example of its input and output. */
interface Piece {
  readonly tree: Tree
  readonly input: Shapes
  readonly output: Shapes
}

const leaf = (name: string, layer: UntypedLayer, input: Shapes): Piece => ({
  tree: { kind: 'layer', name, layer },
  input,
  output: shapeOrThrow(layer.outputShape(input))
})

const after = (first: Piece, next: Piece): Piece => ({
  tree: { kind: 'andThen', one: first.tree, other: next.tree },
  input: first.input,
  output: next.output
})

const besides = (one: Piece, other: Piece): Piece => ({
  tree: { kind: 'beside', one: one.tree, other: other.tree },
  input: [one.input, other.input],
  output: [one.output, other.output]
})

const forked = (one: Piece, other: Piece): Piece => ({
  tree: { kind: 'fork', one: one.tree, other: other.tree },
  input: one.input,
  output: [one.output, other.output]
})

const start = { weight: normal(0, 0.5), bias: normal() }

const partsOf = (shapes: Shapes): readonly Shapes[] => shapes.flatMap(part => (typeof part === 'number' ? [] : [part]))

const sizeOf = (shapes: Shapes): number => {
  const shape = tensorShape(shapes)
  return shape === undefined
    ? partsOf(shapes).reduce<number>((total, part) => total + sizeOf(part), 0)
    : elementCount(shape)
}

/** The piece, followed by layers that flatten its output into one row. */
const inRow = (piece: Piece): Piece => {
  const { output } = piece
  const shape = tensorShape(output)
  if (shape !== undefined)
    return shape.length === 1 ? piece : after(piece, leaf('flatten', eraseTypes(flatten<Shape>()), output))
  const [one, other] = partsOf(output)
  if (one === undefined || other === undefined) return piece
  const rows = besides(inRow(nothing(one)), inRow(nothing(other)))
  return after(after(piece, rows), leaf('concatenate', eraseTypes(concatenate<number, number>()), rows.output))
}

const nothing = (input: Shapes): Piece => leaf('identity', eraseTypes(identity<Value>()), input)

/** The piece, followed by layers that give an output of the given shapes. */
const bridged = (piece: Piece, to: Shapes): Piece => {
  if (sameShape(piece.output, to)) return piece
  const row = inRow(piece)
  const into = (shape: Shapes, from: Shapes): Piece => {
    const [inputs = 1] = tensorShape(from) ?? []
    const target = tensorShape(shape)
    if (target === undefined) {
      const [one = [], other = []] = partsOf(shape)
      return forked(into(one, from), into(other, from))
    }
    const size = elementCount(target)
    const mapped = leaf('dense', eraseTypes(dense(inputs, size, start)), from)
    return target.length === 1
      ? mapped
      : after(mapped, leaf('reshape', eraseTypes(reshape<Shape, Shape>(target)), mapped.output))
  }
  return after(row, into(to, row.output))
}

/** Up to six small layers of a kind, each with a shape that it takes. */
const choicesOf = (row: LayerSubject): readonly Piece[] =>
  row.layers
    .flatMap(layer => {
      const own = row.batchStatistics === true ? eraseTypes(trainingForm(layer, [])) : layer
      return (row.shapes ?? inputShapes(layer)).flatMap(input =>
        isRight(own.outputShape(input)) ? [leaf(row.name, own, input)] : []
      )
    })
    .filter(({ input, output }) => sizeOf(input) <= 64 && sizeOf(output) <= 64 && partsOf(input).length <= 2)
    .slice(0, 6)

type Wrap = 'none' | 'residual' | 'repeat' | 'share' | 'fork'

/** The piece, wrapped in a combinator. */
const wrapped = (piece: Piece, wrap: Wrap, again: boolean): Piece => {
  const { input, output, tree } = piece
  switch (wrap) {
    case 'none':
      return piece
    case 'residual':
      return { input, output: input, tree: { kind: 'residual', body: bridged(piece, input).tree } }
    case 'repeat':
      // A layer that takes only some numbers cannot take its own output.
      return again
        ? { input, output: input, tree: { kind: 'repeat', times: 2, body: bridged(piece, input).tree } }
        : piece
    case 'share': {
      const twice = leaf('copy', eraseTypes(copy<Value>()), input)
      const shared: Piece = { input: twice.output, output: [output, output], tree: { kind: 'share', body: tree } }
      return after(after(twice, shared), leaf('sum', eraseTypes(sum<Value>()), shared.output))
    }
    case 'fork':
      return after(
        forked(piece, bridged(nothing(input), output)),
        leaf('sum', eraseTypes(sum<Value>()), [output, output])
      )
  }
}

interface Step {
  readonly row: LayerSubject
  readonly choice: number
  readonly wrap: Wrap
  readonly beside: boolean
}

const networkOf = (
  { tree, input, output }: Piece,
  { valid, batchStatistics }: Pick<Network, 'valid' | 'batchStatistics'>
): Network => ({
  tree,
  layer: build(tree),
  input,
  output,
  ...(valid === undefined ? {} : { valid }),
  uses: usesOf(tree),
  batchStatistics
})

/** The network, preceded by layers that turn an input of the given shapes into one that the network takes. */
export const continuing = (from: Shapes, network: Network): Network =>
  networkOf(after(bridged(nothing(from), network.input), network), network)

const network = (steps: readonly Step[]): Network => {
  let whole: Piece | undefined
  let valid: ((x: number) => number) | undefined
  for (const { row, choice, wrap, beside } of steps) {
    const choices = choicesOf(row)
    const chosen = choices[choice % choices.length]
    if (chosen === undefined || (row.input !== undefined && valid !== undefined)) continue
    valid ??= row.input
    const piece = wrapped(chosen, wrap, row.input === undefined)
    whole =
      whole === undefined
        ? piece
        : beside || row.input !== undefined
          ? besides(whole, piece)
          : after(bridged(whole, piece.input), piece)
  }
  return networkOf(whole ?? nothing([1]), {
    ...(valid === undefined ? {} : { valid }),
    batchStatistics: steps.some(({ row }) => row.batchStatistics === true)
  })
}

/**
 * Generates networks: some layers of a table, composed by any combinators.
 *
 * Every kind of layer is equally likely, however many layers the table has of it. Dense and reshaping layers in between turn
 * the output of one layer into an input of the next. A layer at the start, or beside the others, takes a part of the input.
 *
 * @param layers number of layers of the table in one network, at most. Default: 8.
 * @example const networks = fc.sample(anyNetwork(table), 10)
 */
export const anyNetwork = (table: readonly LayerSubject[], layers = 8): fc.Arbitrary<Network> => {
  const most = Math.min(layers, table.length)
  return fc
    .tuple(
      fc.shuffledSubarray([...table], { minLength: most, maxLength: most }),
      // Mostly the maximum; smaller sizes let counterexamples shrink.
      fc.constantFrom(1, 2, 3, 4, most, most, most, most, most, most),
      fc.array(
        fc.record({
          choice: fc.nat(5),
          wrap: fc.constantFrom<Wrap>('none', 'none', 'residual', 'repeat', 'share', 'fork'),
          beside: fc.constantFrom(false, false, true)
        }),
        { minLength: most, maxLength: most }
      )
    )
    .map(([rows, length, ways]) =>
      network(
        rows.slice(0, length).flatMap((row, i) => {
          const way = ways[i]
          return way === undefined ? [] : [{ row, ...way }]
        })
      )
    )
}

/** The share of the networks that contain each layer and combinator, by name. */
export const coverage = (networks: readonly Network[]): ReadonlyMap<string, number> => {
  const found = new Map<string, number>()
  for (const { uses } of networks)
    for (const name of new Set(uses)) found.set(name, (found.get(name) ?? 0) + 1 / networks.length)
  return found
}
