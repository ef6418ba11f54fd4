/** Wrong combinators, each with one realistic mistake. */
import { pipe } from 'fp-ts/lib/function.js'
import { add, scale } from '../../src/algebra/Algebra.js'
import { eraseTypes } from '../../src/layer/eraseTypes.js'
import { type UntypedLayer } from '../../src/layer/AnyLayer.js'
import { combine } from '../../src/layer/Description.js'
import { andThen } from '../../src/layer/andThen.js'
import { type Cache, hideCache, parameterCount, type Training } from '../../src/layer/Layer.js'
import * as O from 'fp-ts/lib/Option.js'
import { dropout } from '../../src/layer/dropout.js'
import { dense } from '../../src/layer/dense.js'
import { tanh } from '../../src/layer/activation/tanh.js'
import { Category, type Pullback } from '../../src/layer/Pullback.js'
import { branch } from '../../src/tensor/Random.js'
import { type Params, type Value, zipValues } from '../../src/algebra/Value.js'
import { lawsOfComposition } from '../composition/compositionLaws.js'
import { chainOf } from '../composition/Chain.js'
import { type Combinators, combinators as right } from '../composition/Combinators.js'
import { type Wrong } from './Wrong.js'

const chains = chainOf({
  layers: [eraseTypes(dense(3, 3)), eraseTypes(pipe(dense(3, 3), andThen(tanh()))), eraseTypes(dense(3, 2))],
  input: [3]
})

/** Chains whose first two layers draw noise. */
const noisyChains = chainOf({
  layers: [eraseTypes(dropout(0.5)), eraseTypes(pipe(dense(3, 3), andThen(dropout(0.5)))), eraseTypes(dense(3, 2))],
  input: [3]
})

const wrong = (name: string, change: Partial<Combinators>, of = chains): Wrong => ({
  name,
  laws: lawsOfComposition('composition', of, { ways: { ...right, ...change } })
})

type Noisy = Training<Params, Value, Value>

/** The same layer with another backward. */
const going =
  (change: (params: Params, input: Value) => readonly [Params, Value]) =>
  (layer: UntypedLayer): UntypedLayer => ({ ...layer, backward: (...given) => change(...layer.backward(...given)) })

const twice: <A extends Value>(x: A) => A = x => zipValues(add)(x, x)
const none: <A extends Value>(x: A) => A = x => zipValues(y => scale(0, y))(x, x)

const reversing = going((params, input) => [params.toReversed(), input])
const doubling = going((params, input) => [params, twice(input)])
const forgetting = going((params, input) => [none(params), input])

/** A composition with other passes, which have access to both caches. */
const composed = (
  backward: (
    next: UntypedLayer,
    caches: readonly [first: Cache, next: Cache],
    q: Params,
    dy: Value
  ) => readonly [Params, Value]
): Combinators['andThen'] => {
  const andThen: Combinators['andThen'] = (first, next) => {
    const count = parameterCount(first.description)
    return {
      ...right.andThen(first, next),
      ...hideCache<Params, Value, Value, readonly [Cache, Cache]>({
        forward: (params, x) => {
          const [y, firstCache] = first.forward(params.slice(0, count), x)
          const [z, nextCache] = next.forward(params.slice(count), y)
          return [z, [firstCache, nextCache]]
        },
        backward: (params, caches, dz) => {
          const [dq, dy] = backward(next, caches, params.slice(count), dz)
          const [dp, dx] = first.backward(params.slice(0, count), caches[0], dy)
          return [[...dp, ...dq], dx]
        }
      })
    }
  }
  return andThen
}

export const wrongCompositions: readonly Wrong[] = [
  wrong('an identity that doubles gradients', { identity: doubling(right.identity) }),
  wrong('a composition that swaps the gradients of its parameters', {
    andThen: (first, next) => reversing(right.andThen(first, next))
  }),
  wrong('a composition that drops a cache', {
    andThen: composed((next, [firstCache], q, dz) => next.backward(q, firstCache, dz))
  }),
  wrong('a composition whose first layer gets the gradient twice', {
    andThen: composed((next, [, nextCache], q, dz) => {
      const [dq, dy] = next.backward(q, nextCache, dz)
      return [dq, twice(dy)]
    })
  }),
  wrong('a composition whose description nests', {
    andThen: (first, next) => ({
      ...right.andThen(first, next),
      description: combine('pair', [first.description, next.description])
    })
  }),
  wrong('a composition that splits the seed', {
    andThen: (first, next) => ({
      ...right.andThen(first, next),
      init: seed => [[...first.init(branch(1)(seed))[0], ...next.init(branch(2)(seed))[0]], seed]
    })
  }),
  wrong('a composition that reuses the seed for its next layer after a composition of three', {
    andThen: (first, next) => ({
      ...right.andThen(first, next),
      init: seed => {
        const [p, after] = first.init(seed)
        const [q, end] = next.init(first.description.parts.length === 3 ? branch(1)(after) : after)
        return [[...p, ...q], end]
      }
    })
  }),
  wrong(
    'a composition that draws the noise of its next layer first',
    {
      andThen: (first, next) => {
        const composite = right.andThen(first, next)
        const training = O.map<Noisy, Noisy>(known => ({
          ...known,
          forward: noise => known.forward(noise.toReversed())
        }))
        return { ...composite, training: training(composite.training) }
      }
    },
    noisyChains
  ),
  wrong('a pair with swapped gradients', { beside: (one, other) => reversing(right.beside(one, other)) }),
  wrong('a pair whose parameters have no gradient', {
    beside: (one, other) => forgetting(right.beside(one, other))
  }),
  wrong('a pair of longer compositions whose parameters have no gradient', {
    beside: (one, other) => {
      const pair = right.beside(one, other)
      return one.description.parts.length > 2 ? forgetting(pair) : pair
    }
  }),
  wrong('a fork that takes the gradient of one branch', {
    fork: (one, other) => {
      const fork = right.fork(one, other)
      return {
        ...fork,
        backward: (params, cache, dy) => {
          const [first = dy, second = dy] = 'shape' in dy ? [dy] : dy
          return fork.backward(params, cache, [first, none(second)])
        }
      }
    }
  }),
  wrong('shared parameters with the gradient of one use', {
    share: shared => {
      const share = right.share(shared)
      return {
        ...share,
        backward: (params, cache, dy) => {
          const [first = dy, second = dy] = 'shape' in dy ? [dy] : dy
          const [dp] = share.backward(params, cache, [first, none(second)])
          return [dp, share.backward(params, cache, dy)[1]]
        }
      }
    }
  }),
  wrong('a residual without the gradient of the skip connection', {
    residual: body => ({ ...right.residual(body), backward: (...given) => body.backward(...given) })
  }),
  wrong('a repetition whose parameters have no gradient', {
    repeat: (times, body) => forgetting(right.repeat(times, body))
  }),
  wrong('a descent that ascends', { descend: (rate, layer) => right.descend(-rate, layer) }),
  wrong('a composition of descents that updates only the first', {
    andThenDescent: (first, next) => {
      const descent = right.andThenDescent(first, next)
      return {
        ...descent,
        backward: (params, cache, dy) => {
          const [stepped, dx] = descent.backward(params, cache, dy)
          const { parameterCount: count } = first
          return [[...stepped.slice(0, count), ...params.slice(count)], dx]
        }
      }
    }
  }),
  // The type of a composition of pullbacks rules out most mistakes.
  wrong('a composition of pullbacks that remembers its first gradient', {
    category: {
      ...Category,
      compose: <A, B, C>(second: Pullback<B, C>, first: Pullback<A, B>): Pullback<A, C> => {
        const compose = Category.compose(second, first)
        return input => {
          const [output, back] = compose(input)
          let kept: { readonly gradient: A } | undefined
          return [output, dy => (kept ??= { gradient: back(dy) }).gradient]
        }
      }
    }
  })
]
