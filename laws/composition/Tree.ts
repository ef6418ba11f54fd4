/**
 * The structure of a network as a value, to build the network, count its parameters, and evaluate it layer by layer.
 *
 *     tree = layer | sequence tree tree | beside tree tree | fork tree tree | share tree | residual tree | repeat n tree
 */
import { type UntypedLayer } from '../../src/layer/AnyLayer.js'
import { parameterCount } from '../../src/layer/Layer.js'
import { addValues, isTensor, type Params, type Value } from '../../src/algebra/Value.js'
import { backward, forward } from '../value/Passes.js'
import { type Combinators, combinators } from './Combinators.js'

export type Tree =
  | { readonly kind: 'layer'; readonly name: string; readonly layer: UntypedLayer }
  | { readonly kind: 'andThen' | 'beside' | 'fork'; readonly one: Tree; readonly other: Tree }
  | { readonly kind: 'share' | 'residual'; readonly body: Tree }
  | { readonly kind: 'repeat'; readonly times: number; readonly body: Tree }

/** Builds the network of a tree. */
export const build = (tree: Tree, ways: Combinators = combinators): UntypedLayer => {
  switch (tree.kind) {
    case 'layer':
      return tree.layer
    case 'andThen':
    case 'beside':
    case 'fork':
      return ways[tree.kind](build(tree.one, ways), build(tree.other, ways))
    case 'share':
    case 'residual':
      return ways[tree.kind](build(tree.body, ways))
    case 'repeat':
      return ways.repeat(tree.times, build(tree.body, ways))
  }
}

/** The names of the layers and combinators of a tree. */
export const usesOf = (tree: Tree): readonly string[] => {
  switch (tree.kind) {
    case 'layer':
      return [tree.name]
    case 'andThen':
    case 'beside':
    case 'fork':
      return [tree.kind, ...usesOf(tree.one), ...usesOf(tree.other)]
    case 'share':
    case 'residual':
    case 'repeat':
      return [tree.kind, ...usesOf(tree.body)]
  }
}

/** A layer of a network, with its parameters and its input. */
export interface Visit {
  readonly layer: UntypedLayer
  readonly params: Params
  readonly input: Value
}

type Gradients = readonly [paramsGradient: Params, inputGradient: Value]

/** The output of a network, its backward pass, and every layer visited. */
export interface Way {
  readonly output: Value
  readonly back: (outputGradient: Value) => Gradients
  readonly visits: readonly Visit[]
}

const count = (tree: Tree): number => {
  switch (tree.kind) {
    case 'layer':
      return parameterCount(tree.layer.description)
    case 'andThen':
    case 'beside':
    case 'fork':
      return count(tree.one) + count(tree.other)
    case 'share':
    case 'residual':
      return count(tree.body)
    case 'repeat':
      return tree.times * count(tree.body)
  }
}

const pairOf = (value: Value): readonly [Value, Value] => {
  const [one, other] = isTensor(value) ? [] : value
  if (one === undefined || other === undefined) throw new TypeError('the value must be a pair, found one tensor')
  return [one, other]
}

/** Two branches, whose gradients `join` combines. */
const sideBySide = (one: Way, other: Way, join: (one: Gradients, other: Gradients) => Gradients): Way => ({
  output: [one.output, other.output],
  back: gradient => {
    const [dy, dv] = pairOf(gradient)
    return join(one.back(dy), other.back(dv))
  },
  visits: [...one.visits, ...other.visits]
})

/** Evaluates a network layer by layer with the chain rule, without any combinator. */
export const follow = (tree: Tree, params: Params, input: Value): Way => {
  switch (tree.kind) {
    case 'layer': {
      const { layer } = tree
      const [output, cache] = forward(layer, params, input)
      return { output, back: dy => backward(layer, params, cache, dy, input), visits: [{ layer, params, input }] }
    }
    case 'andThen': {
      const inOne = count(tree.one)
      const one = follow(tree.one, params.slice(0, inOne), input)
      const other = follow(tree.other, params.slice(inOne), one.output)
      return {
        output: other.output,
        back: dy => {
          const [dq, du] = other.back(dy)
          const [dp, dx] = one.back(du)
          return [[...dp, ...dq], dx]
        },
        visits: [...one.visits, ...other.visits]
      }
    }
    case 'beside': {
      const inOne = count(tree.one)
      const [x, u] = pairOf(input)
      const [one, other] = [follow(tree.one, params.slice(0, inOne), x), follow(tree.other, params.slice(inOne), u)]
      return sideBySide(one, other, ([dp, dx], [dq, du]) => [
        [...dp, ...dq],
        [dx, du]
      ])
    }
    case 'fork': {
      const inOne = count(tree.one)
      const one = follow(tree.one, params.slice(0, inOne), input)
      const other = follow(tree.other, params.slice(inOne), input)
      return sideBySide(one, other, ([dp, dx], [dq, du]) => [[...dp, ...dq], addValues(dx, du)])
    }
    case 'share': {
      const [x, u] = pairOf(input)
      const [one, other] = [follow(tree.body, params, x), follow(tree.body, params, u)]
      return sideBySide(one, other, ([dp, dx], [dq, du]) => [addValues(dp, dq), [dx, du]])
    }
    case 'residual': {
      const body = follow(tree.body, params, input)
      return {
        output: addValues(input, body.output),
        back: dy => {
          const [dp, dx] = body.back(dy)
          return [dp, addValues(dy, dx)]
        },
        visits: body.visits
      }
    }
    case 'repeat': {
      const { times, body } = tree
      return follow(
        Array.from({ length: times - 1 }).reduce<Tree>(one => ({ kind: 'andThen', one, other: body }), body),
        params,
        input
      )
    }
  }
}
