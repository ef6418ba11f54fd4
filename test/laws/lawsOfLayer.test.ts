/** What each law of a layer says of a mistake: what happened, where, and why. */
import * as fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { expect, test } from 'vitest'
import { type Subject } from '../../laws/subject/Subject.js'
import { type Law } from '../../laws/law/Law.js'
import { isPassing } from '../../laws/law/verify.js'
import { layerLaws, lawsOf } from '../../laws/layer/layerLaws.js'
import { kindOf } from '../../laws/wrong/prove.js'
import { verify } from '../../laws/run/verify.js'
import { at, onNumbers, range } from '../../laws/wrong/onNumbers.js'
import { wrongLayers } from '../../laws/wrong/table.js'
import { add, scale, square, subtract } from '../../src/algebra/Algebra.js'
import { eraseTypes } from '../../src/layer/eraseTypes.js'
import { type UntypedLayer } from '../../src/layer/AnyLayer.js'
import { sum } from '../../src/layer/combinator/sum.js'
import { describe } from '../../src/layer/Description.js'
import { andThen } from '../../src/layer/andThen.js'
import { batchNorm } from '../../src/layer/normalization/batchNorm.js'
import { dense } from '../../src/layer/dense.js'
import { dropout } from '../../src/layer/dropout.js'
import { embedding } from '../../src/layer/embedding.js'
import { maxPool } from '../../src/layer/image/maxPool.js'
import { relu } from '../../src/layer/activation/relu.js'
import { tanh } from '../../src/layer/activation/tanh.js'
import { type Shape } from '../../src/tensor/Shape.js'
import { type AnyTensor, filledTensor, fresh, rowMajorNumbers, strided } from '../../src/tensor/Tensor.js'
import { mapBatches, tensorsOf, type Value } from '../../src/algebra/Value.js'
import { type Said, saidBy } from './said.js'
import { trainingForm } from '../../src/layer/trainingForm.js'

const right = eraseTypes(dense(2, 3))
const times = (factor: number): (<V extends Value>(value: V) => V) => mapBatches(x => scale(factor, x))

/** A layer whose gradient of the input is changed, knowing the cache. */
const changed = (change: (cache: unknown) => (dx: AnyTensor) => AnyTensor): UntypedLayer => ({
  ...right,
  backward: (params, cache, dy) => {
    const [dp, dx] = right.backward(params, cache, dy)
    return [dp, mapBatches(change(cache))(dx)]
  }
})

/** A layer whose input gradient is multiplied by a factor. */
const scaled = (factor: (cache: unknown) => number): UntypedLayer =>
  changed(cache => {
    const times = factor(cache)
    return dx => scale(times, dx)
  })

/** The number of the call of forward that made a cache. */
const numbering = () => {
  const seen: unknown[] = []
  return { seen, numberOf: (cache: unknown) => (seen.includes(cache) ? seen.indexOf(cache) : seen.push(cache) - 1) }
}

const ofChanged = (layer: UntypedLayer, known: Partial<Subject> = {}) =>
  lawsOf({ name: 'changed', layers: [layer], ...known })

/** Its memory, made afresh. */
const changesItsOutput = (): UntypedLayer => {
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
const large = eraseTypes(dense(10, 8))

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
          return [dp, mapBatches(x => add(x, filledTensor(x.shape, 1)))(dx)]
        }
      },
      { multilinear: true }
    ),
  'products that are said to be linear': () => ofChanged(products, { multilinear: true }),
  'dense: one weight of eighty is wrong': () =>
    ofChanged(
      {
        ...large,
        backward: (params, cache, dy) => {
          const [[dw = filledTensor([], 0), ...others], dx] = large.backward(params, cache, dy)
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

/** Products of neighbours: linear in every number of the input, but not in all of them together. */
const products = onNumbers({
  name: 'products',
  input: [70],
  output: [35],
  forward: ({ n, x: [x = []] }) => range(35 * n).map(k => at(x, 2 * k) * at(x, 2 * k + 1)),
  backward: ({ x: [x = []], dy }) => ({
    dx: [x.map((_, k) => at(dy, Math.floor(k / 2)) * at(x, k % 2 === 0 ? k + 1 : k - 1))]
  })
})

test.each<[mistake: string, law: string, said: Said]>([
  [
    'changes the input in place',
    'purity',
    { message: 'forward changed the input', cause: 'an argument is mutated in place' }
  ],
  [
    'updates the parameters in place',
    'purity',
    { message: 'backward changed the parameters', cause: 'an argument is mutated in place' }
  ],
  [
    'changes the output gradient in place',
    'purity',
    { message: 'backward changed the output gradient', cause: 'an argument is mutated in place' }
  ],
  [
    'output differs from call to call',
    'purity',
    {
      message: 'forward gave two results for the same input',
      cause: 'forward is not deterministic, or remembers earlier calls'
    }
  ],
  [
    'gradient accumulates over calls',
    'purity',
    {
      message: 'backward gave two results for the same call',
      cause: 'backward is not deterministic, adds up its gradients, or changes its cache'
    }
  ],
  [
    'returns every output in the same array',
    'purity',
    {
      message: 'another call of forward changed an earlier output',
      cause: 'a result is overwritten: its array is reused'
    }
  ],
  [
    'parameters of the latest forward',
    'purity',
    {
      message: 'backward gave another result after another call of forward',
      cause: 'backward uses the cache or the parameters of another call (stale)'
    }
  ],
  [
    'updates its own copy of the parameters',
    'purity',
    {
      message: 'forward gave another result when the same call was repeated later',
      cause: 'it remembers earlier calls'
    }
  ],
  [
    'dense: its output changes in backward',
    'purity',
    { message: 'backward changed the output', cause: 'a result is mutated in place' }
  ],
  [
    'dense: counts the caches that it was given',
    'purity',
    {
      message: 'backward gave another result after another call of backward',
      cause: 'backward remembers something from one call to the next'
    }
  ],
  [
    'dense: every third cache is another one',
    'purity',
    {
      message: 'backward gave another result when the same call was repeated later',
      cause: 'it remembers earlier calls'
    }
  ],
  ['different initial parameters for the same seed', 'shapes', { message: 'init gave two results for the same seed' }],
  ['rejects every shape', 'shapes', { message: 'outputShape rejects the input: takes nothing' }],
  [
    'lists a parameter that it does not have',
    'shapes',
    { message: 'the description lists 1 parameters, found 0 from init' }
  ],
  [
    'dense: a description with another shape',
    'shapes',
    { message: 'weight must have the shape [2, 3] of the description, found [3, 2] from init' }
  ],
  [
    'states a wrong output shape',
    'shapes',
    { message: 'threw BrokenLayer: the output must have the shape [1, 7], found [1, 1]' }
  ],
  [
    'returns a gradient of the wrong shape',
    'shapes',
    { message: 'threw BrokenLayer: the gradient of the input must have the shape [1, 1], found [2, 1]' }
  ],
  [
    'overflows at large inputs',
    'finiteness',
    {
      message: 'the output holds Infinity',
      cause: 'an overflow, or a division by zero: look for an exponential, a logarithm or a quotient'
    }
  ],
  [
    'tanh: NaN',
    'finiteness',
    {
      message: 'the gradient of the input holds NaN',
      cause: 'an overflow, or a division by zero: look for an exponential, a logarithm or a quotient'
    }
  ],
  [
    'dense: a parameter gradient of NaN',
    'finiteness',
    {
      message: 'the gradient of the parameters holds NaN',
      cause: 'an overflow, or a division by zero: look for an exponential, a logarithm or a quotient'
    }
  ],
  [
    'tanh: output gradient squared',
    'linearity',
    {
      message:
        'backward is not linear in the output gradient: backward(2 dy + 3 dv) has 25, 2 backward(dy) + 3 backward(dv) has 5',
      cause: 'backward uses the output gradient in another way than as a linear factor'
    }
  ],
  [
    'dense: adds one to its gradient',
    'linearity',
    { message: 'backward is not linear in the output gradient on integers' }
  ],
  [
    'dense: dW with a relative error of 2⁻⁴⁰',
    'exactness',
    { message: 'the gradient of the parameters is not exact on integers', place: 'weight[0, 0]' }
  ],
  [
    'dense: adds one to its gradient',
    'exactness',
    {
      message: 'the gradient of the input is not exact on integers',
      place: 'input[0, 0]',
      cause: 'a term too much: a constant'
    }
  ],
  [
    'products that are said to be linear',
    'exactness',
    { message: 'the gradient of the input is not exact on integers', place: 'a direction from input[0, 68] on' }
  ],
  [
    'mixes the examples of a batch',
    'batch',
    { message: 'the input gradient of example 0: the batch gives -0.25, its examples 0', place: 'input[0, 1]' }
  ],
  [
    'output NaN',
    'batch',
    { message: 'the output of example 0: the batch gives NaN, its examples NaN', place: 'output[0, 0]' }
  ],
  [
    'dense: db of the first example only',
    'batch',
    { message: 'the parameter gradient: the batch gives 0, its examples -1', place: 'bias[0]' }
  ],
  [
    'dense: one weight of eighty is wrong',
    'exactness',
    {
      message: 'the gradient of the parameters is not exact on integers',
      place: 'weight[5, 3]',
      cause:
        'wrong only at one entry, weight[5, 3]: all other entries that were tried agree; there: a factor: the gradient is 2 times the right one'
    }
  ],
  [
    'dense: one weight of eighty is wrong',
    'parameter gradient',
    {
      message: 'the gradient of the parameters is not the derivative of forward',
      place: 'weight[5, 3]',
      cause:
        'wrong only at one entry, weight[5, 3]: all other entries that were tried agree; there: a factor: the gradient is 2 times the right one'
    }
  ],
  [
    'dense: dW negated',
    'parameter gradient',
    {
      message: 'the gradient of the parameters is not the derivative of forward',
      place: 'weight[0, 0]',
      cause: 'the sign: the gradient points the opposite way'
    }
  ],
  [
    'dense: dx negated',
    'input gradient',
    {
      message: 'the gradient of the input is not the derivative of forward',
      place: 'input[0, 0]',
      cause: 'the sign: the gradient points the opposite way'
    }
  ],
  [
    'relu: 2 at exactly 0',
    'input gradient',
    { message: 'the gradient of the input is not the derivative of forward', place: 'input[3, 0]' }
  ],
  [
    'max pooling: the gradient goes to both',
    'input gradient',
    {
      message: 'the gradient of the input is not the derivative of forward',
      place: 'input[0, 0]'
    }
  ]
])('%s: %s', (mistake, law, said) => {
  expect(saidBy(lawsOfMistake(mistake), law)).toMatchObject([said])
})

const composed = eraseTypes(pipe(dense(2, 3), andThen(relu()), andThen(dense(3, 1))))

test.each<[what: string, subject: Omit<Subject, 'name'>]>([
  ['large', { layers: [large], multilinear: true }],
  ['composed, with kinks inside', { layers: [composed] }],
  ['of images, with ties', { layers: [eraseTypes(maxPool(2))] }],
  ['of pairs, which may be tied', { layers: [eraseTypes(sum())] }],
  ['random as it learns', { layers: [eraseTypes(dropout(0.5))] }],
  ['of some numbers only', { layers: [eraseTypes(embedding(5, 2))], input: x => Math.floor(Math.abs(x)) % 5 }],
  [
    'one whose examples depend on each other',
    { layers: [eraseTypes(trainingForm(batchNorm<number, Shape>(2), []))], batchStatistics: true, shapes: [[2]] }
  ]
])('a right layer keeps every law: %s', (_, subject) => {
  const { results } = verify(lawsOf({ name: 'right', ...subject }), { runs: 3 })
  // Three draws do not reach every kind of places.
  expect(results.filter(result => !isPassing(result))).toEqual([])
})

const usual = ['batch of one', 'batch of several', 'negative', 'zero', 'saturated', 'ties']

test('the laws of a layer, their required cases and their number of draws', () => {
  const told = (subject: Omit<Subject, 'name'>) =>
    lawsOf({ name: 'it', ...subject }).map(({ name, statement, mustReach, runs }) => [name, statement, mustReach, runs])
  const pure = 'the same call gives the same bits, and no argument changes'
  const finite = 'inputs of up to 10³ give finite results'
  const range = 'the gradients hold for large and small numbers, and in large batches'
  expect(told({ layers: [right], multilinear: true })).toEqual([
    ['it: shapes', 'the shapes are those that the layer states', usual, undefined],
    ['it: purity', pure, usual, undefined],
    ['it: parameter gradient', 'backward gives the derivative of forward', usual, undefined],
    ['it: input gradient', 'backward gives the derivative of forward', usual, undefined],
    ['it: exactness', 'the gradients are exact on integers', usual.filter(kind => kind !== 'saturated'), undefined],
    [
      'it: linearity',
      'backward is linear in the output gradient, exactly on integers',
      usual.filter(kind => kind !== 'saturated'),
      undefined
    ],
    ['it: batch', 'a batch gives what its examples give one at a time', usual.slice(1), undefined],
    ['it: finiteness', finite, [...usual.slice(0, 4), 'large', ...usual.slice(4)], undefined],
    ['it: range', range, [], 20]
  ])
  // 80,200 parameters are drawn 10 times, and an input that may not be any number reaches what it can.
  const large = { layers: [right, eraseTypes(dense(400, 200))], batchStatistics: true, input: Math.abs }
  expect(told(large)).toEqual([
    ['it: shapes', 'the shapes are those that the layer states', usual.slice(0, 2), 10],
    ['it: purity', pure, usual.slice(0, 2), 10],
    ['it: parameter gradient', 'backward gives the derivative of forward', usual.slice(0, 2), 10],
    ['it: input gradient', 'backward gives the derivative of forward', usual.slice(0, 2), 10],
    ['it: linearity', 'backward is linear in the output gradient', usual.slice(0, 2), 10],
    ['it: finiteness', finite, usual.slice(0, 2), 10],
    ['it: range', range, [], 10]
  ])
  expect(told({ layers: [eraseTypes(dense(1000, 1000))] }).map(([, , , runs]) => runs)).toEqual(new Array(8).fill(10))
  expect(told({ layers: [composed] }).find(([name]) => name === 'it: input gradient')?.[2]).toEqual(usual.slice(0, 3))
})

test('the laws of one layer have its name', () => {
  expect(layerLaws(dense(2, 3)).map(({ name }) => name)[0]).toBe('dense(2, 3): shapes')
  expect(layerLaws(dense(2, 3), { name: 'mine', multilinear: true }).map(({ name }) => name)[4]).toBe('mine: exactness')
})

/** What a law finds in its first draws, and how many examples each has. */
const findings = (subject: Omit<Subject, 'name'>, law: string, numRuns = 30) =>
  fc
    .sample(
      fc
        .constantFrom(...lawsOf({ name: 'it', ...subject }).filter(({ name }) => kindOf(name) === law))
        .chain(({ property }) => property),
      { seed: 1, numRuns }
    )
    .map(trial => ({
      finding: trial.check(),
      examples: Number(/\d+/.exec(trial.exhibits().find(([name]) => name === 'input')?.[1] ?? '')?.[0])
    }))

test.each<[law: string, checks: (examples: number) => number]>([
  ['shapes', () => 5],
  ['purity', () => 7],
  ['exactness', examples => 9 + 2 * examples],
  ['linearity', () => 1],
  ['batch', examples => 2 * examples + 1],
  ['finiteness', () => 3],
  // Each alone, and all together.
  ['parameter gradient', () => 9 + 1],
  ['input gradient', examples => 2 * examples + 1]
])('%s counts what it compares', (law, checks) => {
  for (const { finding, examples } of findings({ layers: [right], multilinear: true }, law))
    expect(finding).toMatchObject({ outcome: 'holds', checks: checks(examples), inconclusive: 0 })
})

/** Its slope at 0 is infinite. */
const roots = onNumbers({
  name: 'roots',
  forward: ({ x: [x = []] }) => x.map(Math.cbrt),
  backward: ({ dy }) => ({ dx: [dy] })
})
const atZero = { layers: [roots], input: () => 0 }

test.each<
  [what: string, subject: Omit<Subject, 'name'>, law: string, counted: (examples: number) => readonly number[]]
>([
  ['sixteen parameters', { layers: [eraseTypes(dense(3, 4))] }, 'parameter gradient', () => [16 + 1, 0]],
  ['sixty-four', { layers: [eraseTypes(dense(7, 8))] }, 'parameter gradient', () => [2 + 16 + 1, 0]],
  ['eighty-eight', { layers: [large] }, 'parameter gradient', () => [2 + 16, 0]],
  [
    'sixty thousand',
    { layers: [eraseTypes(dense(300, 200))] },
    'parameter gradient',
    n => [[5, 4, 2, 2][n - 1] ?? 0, 0]
  ],
  ['ten numbers an example', { layers: [large] }, 'input gradient', n => [n === 1 ? 10 + 1 : 1 + 16 + 1, 0]],
  ['a composition', { layers: [eraseTypes(pipe(dense(2, 3), andThen(tanh())))] }, 'parameter gradient', () => [9, 0]],
  // Each is judged with the gradients nearby, too.
  ['two that nobody knows', { ...atZero, shapes: [[2]] }, 'input gradient', n => [4 * n, 2 * n]],
  ['twenty that nobody knows', { ...atZero, shapes: [[20]] }, 'input gradient', n => [17 + Math.min(20 * n, 64), 17]]
])('of %s so many are looked at, one by one, along directions and together', (_, subject, law, counted) => {
  for (const { finding, examples } of findings(subject, law, 4)) {
    const [checks, inconclusive] = counted(examples)
    expect(finding).toMatchObject({ outcome: 'holds', checks, inconclusive })
  }
})

test('a direction finds a mistake that a few entries seldom find', () => {
  const wrong = lawsOfMistake('dense: one weight of eighty is wrong').filter(
    ({ name }) => kindOf(name) === 'parameter gradient'
  )
  const found = wrong.flatMap(({ property }) =>
    fc.sample(property, { seed: 1, numRuns: 30 }).map(trial => trial.check().outcome)
  )
  expect(found.filter(outcome => outcome === 'fails').length).toBeGreaterThan(20)
})

test('the law of batches skips batches of one', () => {
  expect(findings({ layers: [right] }, 'batch').filter(({ examples }) => !(examples > 1))).toEqual([])
})

/** At 0 each output has a gradient between its slopes, 1 of [0, 1] and 0 of [−½, 0]; their sum may be outside of both of its own. */
const kinked = onNumbers({
  name: 'kinked',
  input: [1],
  output: [2],
  forward: ({ x: [x = []] }) => x.flatMap(u => [Math.max(u, 0), -Math.max(u, 0) / 2]),
  backward: ({ x: [x = []], dy }) => ({
    dx: [x.map((u, k) => (u >= 0 ? at(dy, 2 * k) : 0) - (u > 0 ? at(dy, 2 * k + 1) / 2 : 0))]
  })
})

test('at a kink each output is judged separately', () => {
  const found = findings({ layers: [kinked], input: () => 0 }, 'input gradient')
  expect(new Set(found.map(({ finding }) => finding.outcome))).toEqual(new Set(['holds']))
})

test('a composite at a kink is skipped', () => {
  const found = findings(
    { layers: [eraseTypes(pipe(relu(), andThen(tanh())))], shapes: [[2]], input: () => 0 },
    'input gradient'
  )
  expect(new Set(found.map(({ finding }) => JSON.stringify(finding)))).toEqual(
    new Set([JSON.stringify({ outcome: 'skipped', reason: 'a composite layer at a kink' })])
  )
})

test.each<[what: string, change: (dx: AnyTensor) => AnyTensor, holds: boolean]>([
  ['what is large on the way and cancels leaves rounding', dx => subtract(scale(1e9 + 1, dx), scale(1e9, dx)), true],
  ['a part in a million that is squared is no rounding', dx => add(dx, scale(1e-6, square(dx))), false]
])('linearity: %s', (_, change, holds) => {
  const own = lawsOf({ name: 'it', layers: [changed(() => change)] }).filter(({ name }) => kindOf(name) === 'linearity')
  expect(verify(own, { seed: 1 }).holds).toBe(holds)
})
