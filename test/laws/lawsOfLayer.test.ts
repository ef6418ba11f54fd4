/** What each law of a layer says of a mistake: what happened, where, and why. */
import { pipe } from 'fp-ts/lib/function.js'
import { expect, test } from 'vitest'
import { type Subject } from '../../laws/generator/layer.js'
import { type Law } from '../../laws/Law.js'
import { lawsOf } from '../../laws/layer.js'
import { verify } from '../../laws/verify.js'
import { wrongLayers } from '../../laws/wrong/table.js'
import { add, scale } from '../../src/Algebra.js'
import { hide, type HiddenLayer } from '../../src/combinator/hide.js'
import { sum } from '../../src/combinator/sum.js'
import { describe } from '../../src/Description.js'
import { andThen } from '../../src/Layer.js'
import { batchNorm } from '../../src/layer/batchNorm.js'
import { dense } from '../../src/layer/dense.js'
import { dropout } from '../../src/layer/dropout.js'
import { embedding } from '../../src/layer/embedding.js'
import { maxPool } from '../../src/layer/maxPool.js'
import { relu } from '../../src/layer/relu.js'
import { type Shape } from '../../src/Shape.js'
import { fill, fresh, rowMajorNumbers, strided } from '../../src/Tensor.js'
import { mapBatches, tensorsOf, type Value } from '../../src/Value.js'
import { type Said, saidBy } from './said.js'

const right = hide(dense(2, 3))
const times = (factor: number): (<V extends Value>(value: V) => V) => mapBatches(x => scale(factor, x))

/** A layer whose gradient of the input is so many times what it should be. */
const scaled = (factor: (cache: unknown) => number): HiddenLayer => ({
  ...right,
  backward: (params, cache, dy) => {
    const [dp, dx] = right.backward(params, cache, dy)
    return [dp, times(factor(cache))(dx)]
  }
})

/** The number of the call of forward that made a cache. */
const numbering = () => {
  const seen: unknown[] = []
  return { seen, numberOf: (cache: unknown) => (seen.includes(cache) ? seen.indexOf(cache) : seen.push(cache) - 1) }
}

const ofChanged = (layer: HiddenLayer, known: Partial<Subject> = {}) =>
  lawsOf({ name: 'changed', layers: [layer], ...known })

/** Its memory, made afresh. */
const changesItsOutput = (): HiddenLayer => {
  let last: Value = []
  return {
    ...right,
    forward: (params, input) => {
      const [output, cache] = right.forward(params, input)
      last = output
      return [output, cache]
    },
    backward: (params, cache, dy) => {
      for (const tensor of tensorsOf(last)) strided(tensor).numbers.fill(7)
      return right.backward(params, cache, dy)
    }
  }
}

const bias = { name: 'bias', shape: [3] }
const large = hide(dense(10, 8))

const more: Readonly<Record<string, () => readonly Law[]>> = {
  'dense: its output changes in backward': () => ofChanged(changesItsOutput()),
  'dense: counts the caches that it was given': () => {
    const { seen, numberOf } = numbering()
    return ofChanged(scaled(cache => (numberOf(cache), seen.length)))
  },
  'dense: every third cache is another one': () => {
    const { numberOf } = numbering()
    return ofChanged(scaled(cache => (numberOf(cache) % 3 < 2 ? 1 : 2)))
  },
  'dense: a description with another shape': () =>
    ofChanged({ ...right, description: describe('dense', {}, [{ name: 'weight', shape: [2, 3] }, bias]) }),
  'dense: a parameter gradient of NaN': () =>
    ofChanged({
      ...right,
      backward: (params, cache, dy) => {
        const [dp, dx] = right.backward(params, cache, dy)
        return [dp.map(times(NaN)), dx]
      }
    }),
  'dense: adds one to its gradient': () =>
    ofChanged(
      {
        ...right,
        backward: (params, cache, dy) => {
          const [dp, dx] = right.backward(params, cache, dy)
          return [dp, mapBatches(x => add(x, fill(x.shape, 1)))(dx)]
        }
      },
      { multilinear: true }
    ),
  'dense: one weight of eighty is wrong': () =>
    ofChanged(
      {
        ...large,
        backward: (params, cache, dy) => {
          const [[dw = fill([], 0), ...others], dx] = large.backward(params, cache, dy)
          return [
            [
              fresh(
                dw.shape,
                rowMajorNumbers(dw).map((x, i) => (i === 53 ? 2 * x : x))
              ),
              ...others
            ],
            dx
          ]
        }
      },
      { multilinear: true }
    )
}

const lawsOfMistake = (mistake: string): readonly Law[] =>
  more[mistake]?.() ?? wrongLayers.find(({ name }) => name === mistake)?.laws ?? []

test.each<[mistake: string, law: string, said: Said]>([
  ['changes its input', 'purity', { message: 'forward changed the input', cause: 'an argument is mutated' }],
  [
    'updates the parameters that it is handed',
    'purity',
    { message: 'backward changed the parameters', cause: 'an argument is mutated' }
  ],
  [
    'changes the output gradient',
    'purity',
    { message: 'backward changed the output gradient', cause: 'an argument is mutated' }
  ],
  [
    'output differs from call to call',
    'purity',
    { message: 'forward gave two results for one input', cause: 'it is not deterministic, or remembers earlier calls' }
  ],
  [
    'gradient adds up over calls',
    'purity',
    {
      message: 'backward, called twice, gave two results',
      cause: 'it is not deterministic, adds up its gradients, or changes its cache'
    }
  ],
  [
    'gives every output in the same array',
    'purity',
    {
      message: 'another call of forward changed an earlier output',
      cause: 'a result is overwritten: its array is used again'
    }
  ],
  [
    'parameters of the last forward',
    'purity',
    {
      message: 'backward gave another result after another call of forward',
      cause: 'backward uses the cache or the parameters of another call (stale)'
    }
  ],
  [
    'updates parameters that it keeps',
    'purity',
    { message: 'forward gave another result later', cause: 'it remembers earlier calls' }
  ],
  [
    'dense: its output changes in backward',
    'purity',
    { message: 'backward changed the output', cause: 'a result is mutated' }
  ],
  [
    'dense: counts the caches that it was given',
    'purity',
    {
      message: 'backward gave another result after another call of backward',
      cause: 'backward keeps something from one call to the next'
    }
  ],
  [
    'dense: every third cache is another one',
    'purity',
    { message: 'backward gave another result for the same call later', cause: 'it remembers earlier calls' }
  ],
  ['begins elsewhere each time', 'shapes', { message: 'init gave two results for one seed' }],
  ['refuses every shape', 'shapes', { message: 'outputShape refuses the input: takes nothing' }],
  [
    'lists a parameter that it does not have',
    'shapes',
    { message: 'the description lists 1 parameters, init gives 0' }
  ],
  [
    'dense: a description with another shape',
    'shapes',
    { message: 'the description says that weight is [2, 3], init gives [3, 2]' }
  ],
  [
    'says another shape than it gives',
    'shapes',
    { message: 'threw BrokenLayer: the output must have the shape [1, 7], found [1, 1]' }
  ],
  [
    'a gradient of another shape',
    'shapes',
    { message: 'threw BrokenLayer: the gradient of the input must have the shape [1, 1], found [2, 1]' }
  ],
  [
    'overflows at large inputs',
    'finiteness',
    {
      message: 'the output holds Infinity',
      cause: 'it overflows, or divides by zero: look for the exponential, the logarithm or the quotient that does'
    }
  ],
  [
    'tanh: NaN',
    'finiteness',
    {
      message: 'the gradient of the input holds NaN',
      cause: 'it overflows, or divides by zero: look for the exponential, the logarithm or the quotient that does'
    }
  ],
  [
    'dense: a parameter gradient of NaN',
    'finiteness',
    {
      message: 'the gradient of the parameters holds NaN',
      cause: 'it overflows, or divides by zero: look for the exponential, the logarithm or the quotient that does'
    }
  ],
  [
    'tanh: output gradient squared',
    'linearity',
    {
      message:
        'backward is not linear in the output gradient: backward(2 dy + 3 dv) has 25, 2 backward(dy) + 3 backward(dv) has 5',
      cause: 'backward depends on the output gradient in another way than by multiplying it'
    }
  ],
  [
    'dense: adds one to its gradient',
    'linearity',
    { message: 'backward is not linear in the output gradient, on whole numbers' }
  ],
  [
    'dense: dW off by 2⁻⁴⁰ of itself',
    'exactness',
    { message: 'the gradient of the parameters is not exact on whole numbers', place: 'weight[0, 0]' }
  ],
  [
    'dense: adds one to its gradient',
    'exactness',
    {
      message: 'the gradient of the input is not exact on whole numbers',
      place: 'input[0, 0]',
      cause: 'a term too much: a constant'
    }
  ],
  [
    'dense: one weight of eighty is wrong',
    'exactness',
    {
      message: 'the gradient of the parameters is not exact on whole numbers',
      place: 'weight[5, 3]',
      cause:
        'wrong only at one entry, weight[5, 3]: all others that were looked at agree; there: a factor: it is 2 times what it should be'
    }
  ],
  [
    'dense: one weight of eighty is wrong',
    'parameter gradient',
    {
      message: 'the gradient of the parameters is not the derivative',
      place: 'weight[5, 3]',
      cause:
        'wrong only at one entry, weight[5, 3]: all others that were looked at agree; there: a factor: it is 2 times what it should be'
    }
  ],
  [
    'dense: dW negated',
    'parameter gradient',
    {
      message: 'the gradient of the parameters is not the derivative',
      place: 'weight[0, 0]',
      cause: 'the sign: it points the other way'
    }
  ],
  [
    'dense: dx negated',
    'input gradient',
    {
      message: 'the gradient of the input is not the derivative',
      place: 'input[0, 0]',
      cause: 'the sign: it points the other way'
    }
  ],
  [
    'relu: 2 at exactly 0',
    'input gradient',
    { message: 'the gradient of the input is not the derivative', place: 'input[3, 0]' }
  ],
  [
    'max pooling: the gradient goes to both',
    'input gradient',
    {
      message: 'the gradient of the input is not the derivative',
      place: 'all entries from input[0, 0] on, moved together'
    }
  ]
])('%s: %s', (mistake, law, said) => {
  expect(saidBy(lawsOfMistake(mistake), law)).toMatchObject([said])
})

const composed = hide(pipe(dense(2, 3), andThen(relu()), andThen(dense(3, 1))))

test.each<[what: string, subject: Omit<Subject, 'name'>]>([
  ['large', { layers: [large], multilinear: true }],
  ['composed, with kinks inside', { layers: [composed] }],
  ['of images, with ties', { layers: [hide(maxPool(2))] }],
  ['of pairs, which may be tied', { layers: [hide(sum())] }],
  ['random as it learns', { layers: [hide(dropout(0.5))] }],
  ['of some numbers only', { layers: [hide(embedding(5, 2))], input: x => Math.floor(Math.abs(x)) % 5 }],
  [
    'one whose examples depend on each other',
    { layers: [hide(batchNorm<number, Shape>(2).training.layer([]))], batchStatistics: true, shapes: [[2]] }
  ]
])('of a layer that is right, %s, they say nothing', (_, subject) => {
  const { results } = verify(lawsOf({ name: 'right', ...subject }), { runs: 10 })
  expect(results.filter(({ verdict }) => verdict !== 'holds')).toEqual([])
})
