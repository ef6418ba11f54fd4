/** Claims of the lessons that their programs do not print. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { pipe } from 'fp-ts/lib/function.js'
import { evaluate } from 'fp-ts/lib/State.js'
import {
  activation,
  Algebra,
  andThen,
  asBatch,
  type Batched,
  binaryCrossEntropyWithLogits,
  categoricalCrossEntropy,
  copy,
  Datasets,
  dense,
  javascript,
  learner,
  meanSquaredError,
  Randoms,
  relu,
  scalar,
  sgd,
  sigmoid,
  softmax,
  softmaxCrossEntropy,
  tanh,
  tensor,
  toArray,
  toNumber,
  train,
  trajectory
} from 'pullback'
import { differentiate, judge, layerLaws, lossLaws, verify } from 'pullback/laws'
import { describe, expect, test } from 'vitest'
import { exercises, grade } from '../../laws/exercises.js'
import { examplesOf, learnerOf } from '../playground/src/network.js'
import { presets } from '../playground/src/settings.js'

const failing = (laws: Parameters<typeof verify>[0]): readonly string[] =>
  verify(laws).results.flatMap(({ law, verdict }) => (verdict === 'fails' ? [law.replace(/^.*: /, '')] : []))

describe('lesson 0', () => {
  test('the network learns XOR with the right gradients, and with weights just updated', () => {
    const xor = presets.find(([name]) => name.startsWith('XOR'))?.[1]
    if (xor === undefined) throw new Error('there is no preset XOR')
    for (const mistake of ['none', 'stale-weights'] as const) {
      const settings = { ...xor, mistake, layer: 2 }
      const plan = { batchSize: 1, shuffle: false, stride: 40_000, engine: javascript, from: settings.seed }
      expect(pipe(trajectory(learnerOf(settings), examplesOf(settings), plan), train(1)).loss).toBeLessThan(0.01)
    }
  })

  test('each of the nine slips, and that of the code, has a finding', () => {
    const page = readFileSync(fileURLToPath(new URL('../pages/course/0.md', import.meta.url)), 'utf8')
    const printed = /^```output\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? ''
    const findings = printed.split(/^(?=\S)/m)
    expect(findings.map(text => text.split('\n').length - 1)).toEqual([2, ...Array.from({ length: 10 }, () => 4)])
    for (const finding of findings.slice(1)) expect(finding).toMatch(/the formula says \S+, measured \S+\n {3}\S/)
    // The text below the program explains the first of them.
    expect(findings[1]).toContain('input [[0, 1]], output gradient [[-1, 0]]')
    expect(findings[1]).toContain('weight[0, 1]: the formula says 0, measured -1')
    const slips = [...page.matchAll(/^\| (\d) +\| (.*?) +\|/gm)].map(
      ([, number = '', slip = '']) => `${number}  ${slip}`
    )
    expect(slips.map(slip => slip.replaceAll('\\*', '*'))).toEqual(
      findings.slice(1, 10).map(finding => finding.split('\n')[0])
    )
  })
})

test('lesson 1: a layer of zeros keeps all laws, and gets no points', () => {
  const right = dense(2, 2)
  const zeros: typeof right = {
    ...right,
    forward: (params, x) => {
      const [y, cache] = right.forward(params, x)
      return [Algebra.scale(0, y), cache]
    },
    backward: (params, cache, dy) => {
      const [[dW, db], dx] = right.backward(params, cache, dy)
      return [[Algebra.scale(0, dW), Algebra.scale(0, db)], Algebra.scale(0, dx)]
    }
  }
  expect(verify(layerLaws(zeros)).holds).toBe(true)
  const [first] = exercises
  if (first === undefined) throw new Error('there are no exercises')
  type Rows = Batched<readonly [number]>
  const solution = {
    forward: (_: unknown, x: Rows) => [Algebra.scale(0, x), x],
    backward: (_: unknown, __: Rows, dy: Rows) => [[scalar(0)], Algebra.scale(0, dy)]
  }
  expect(grade(first, solution).points).toBe(0)
})

describe('lesson 2', () => {
  test('an extrapolation of two quotients, and what their difference shows', () => {
    const quotient = (h: number) => (Math.tanh(0.5 + h) - Math.tanh(0.5 - h)) / (2 * h)
    const exact = 1 - Math.tanh(0.5) ** 2
    const [first, second] = [quotient(0.1), quotient(0.05)]
    const extrapolated = (4 * second - first) / 3
    const shown = [second - exact, extrapolated - exact, extrapolated - second].map(x => Math.abs(x).toExponential(1))
    expect(shown).toEqual(['2.4e-4', '6.7e-7', '2.4e-4'])
  })

  test('the tolerance is that of the page, and a verdict needs one of at most 1 % of the scale', () => {
    const estimate = differentiate(h => Math.tanh(0.5 + h), { argument: 1, gradient: 1 })
    const found = judge(-3, estimate, 2)
    expect(found.tolerance).toBe(estimate.truncation + estimate.rounding + 1e-9 * 3)
    expect(judge(1, { ...estimate, truncation: 0.011 }, 1).verdict).toBe('inconclusive')
    expect(judge(1, { ...estimate, truncation: 0.009 }, 1).verdict).toBe('differs')
  })

  test('at a kink every number between the slopes is accepted, and no other', () => {
    const estimate = differentiate(h => Math.max(0, h), { argument: 1, gradient: 1 })
    const verdicts = [0, 0.5, 1, 1.1, -0.1].map(slope => judge(slope, estimate, 1).verdict)
    expect(verdicts).toEqual(['agrees', 'agrees', 'agrees', 'differs', 'differs'])
  })

  test('a measurement that is too coarse decides nothing', () => {
    const coarse = differentiate(h => 1e10 + h, { argument: 1, gradient: 1 })
    expect([1, 1.1, 0].map(slope => judge(slope, coarse, 1).verdict)).toEqual(Array(3).fill('inconclusive'))
    const fine = differentiate(h => 1e3 + h, { argument: 1, gradient: 1 })
    expect([1, 1.1, 0].map(slope => judge(slope, fine, 1).verdict)).toEqual(['agrees', 'differs', 'differs'])
  })

  test('laws of relu reach zeros, and say so', () => {
    const { results } = verify(layerLaws(relu<readonly [2]>()))
    expect(results.every(({ verdict }) => verdict === 'holds')).toBe(true)
    expect(results.some(({ reached }) => (reached['zero'] ?? 0) > 0)).toBe(true)
  })

  test('(1 − y)(1 + y) keeps digits that 1 − y² loses', () => {
    const y = 1 - 2 ** -30
    const exact = 2 ** -29 - 2 ** -60
    expect((1 - y) * (1 + y)).toBe(exact)
    expect(1 - y * y).not.toBe(exact)
  })
})

describe('lesson 3', () => {
  const transposed = (size: number) => {
    const right = dense(size, size)
    const wrong: typeof right = {
      ...right,
      backward: (params, cache, dy) => {
        const [gradients] = right.backward(params, cache, dy)
        return [gradients, Algebra.matmul(dy, Algebra.transpose(params[0]))]
      }
    }
    return layerLaws(wrong)
  }

  test('one input and one output have no transpose to get wrong', () => {
    expect(failing(transposed(1))).toEqual([])
    expect(failing(transposed(2))).toEqual(['input gradient'])
  })

  test('the law exactness is added for multilinear layers', () => {
    const laws = verify(layerLaws(dense(2, 3), { multilinear: true })).results
    expect(laws.map(({ law }) => law)).toContain('dense(2, 3): exactness')
    expect(laws.every(({ verdict }) => verdict === 'holds')).toBe(true)
  })
})

test('lesson 4: a function with its derivative keeps the laws, and with another function it does not', () => {
  expect(failing(layerLaws(activation(Algebra.sin, Algebra.cos)<readonly [2]>()))).toEqual([])
  expect(failing(layerLaws(activation(Algebra.sin, Algebra.sin)<readonly [2]>()))).toContain('input gradient')
})

describe('lesson 6', () => {
  test('copy returns its input twice, and adds the two gradients', () => {
    const twice = copy<Batched<readonly [2]>>()
    const [one, other] = [asBatch(tensor([[1, 2]])), asBatch(tensor([[3, 5]]))]
    const [[y, z], cache] = twice.forward([], one)
    expect([toArray(y), toArray(z)]).toEqual([
      [1, 2],
      [1, 2]
    ])
    expect(toArray(twice.backward([], cache, [one, other])[1])).toEqual([4, 7])
  })

  test.each([
    ['meanSquaredError', meanSquaredError<readonly [2]>()],
    ['binaryCrossEntropyWithLogits', binaryCrossEntropyWithLogits<readonly [2]>()],
    ['softmaxCrossEntropy', softmaxCrossEntropy<readonly [2]>()]
  ])('%s: a batch taken twice has the same loss, and each example half the gradient', (_, loss) => {
    const [y, t] = [tensor([[0.3, -1]]), tensor([[1, 0]])]
    const [yy, tt] = [
      tensor([
        [0.3, -1],
        [0.3, -1]
      ]),
      tensor([
        [1, 0],
        [1, 0]
      ])
    ]
    expect(toNumber(loss.value(asBatch(yy), asBatch(tt)))).toBeCloseTo(toNumber(loss.value(asBatch(y), asBatch(t))), 14)
    const once = toArray(loss.gradient(asBatch(y), asBatch(t)))
    toArray(loss.gradient(asBatch(yy), asBatch(tt))).forEach((d, i) =>
      expect(2 * d).toBeCloseTo(once[i % 2] ?? NaN, 14)
    )
  })
})

describe('lesson 7', () => {
  test('at a score of −1000 the composed gradient is 0', () => {
    const [z, t] = [asBatch(tensor([[-1000, 0, 1000]])), asBatch(tensor([[1, 0, 0]]))]
    const [p, cache] = softmax<readonly [3]>().forward([], z)
    const dp = categoricalCrossEntropy<readonly [3]>().gradient(p, t)
    const [, dz] = softmax<readonly [3]>().backward([], cache, dp)
    expect(toArray(p)[0]).toBe(0)
    expect(toArray(dz)[0]).toBeCloseTo(0, 14)
  })

  test('the gradient at a probability of 0.9 is −0.1, divided by the batch size', () => {
    const z = tensor([
      [Math.log(9), 0],
      [Math.log(9), 0]
    ])
    const t = tensor([
      [1, 0],
      [1, 0]
    ])
    const gradient = toArray(softmaxCrossEntropy<readonly [2]>().gradient(asBatch(z), asBatch(t)))
    gradient.forEach((d, i) => expect(d).toBeCloseTo(i % 2 === 0 ? -0.05 : 0.05, 14))
  })

  test('for two classes softmax is the sigmoid, and the gradient is σ(z) − t', () => {
    const z = asBatch(tensor([[0.7]]))
    const [[s = NaN], [p]] = [
      toArray(sigmoid<readonly [1]>().forward([], z)[0]),
      toArray(softmax<readonly [2]>().forward([], asBatch(tensor([[0.7, 0]])))[0])
    ]
    expect(p).toBeCloseTo(s, 14)
    const [d] = toArray(binaryCrossEntropyWithLogits<readonly [1]>().gradient(z, asBatch(tensor([[1]]))))
    expect(d).toBeCloseTo(s - 1, 14)
  })

  test('exp overflows at 710, and the largest score does not matter', () => {
    expect([Math.exp(709), Math.exp(710)].map(Number.isFinite)).toEqual([true, false])
    const shifted = (by: number) => toArray(softmax<readonly [2]>().forward([], asBatch(tensor([[1 + by, by]])))[0])
    expect(shifted(1024)).toEqual(shifted(0))
  })

  test('the gradient of a loss is 0 at its target', () => {
    const t = asBatch(tensor([[0.25, 0.75]]))
    const gradient = toArray(softmaxCrossEntropy<readonly [2]>().gradient(Algebra.log(t), t))
    gradient.forEach(d => expect(d).toBeCloseTo(0, 14))
    expect(failing(lossLaws(softmaxCrossEntropy<readonly [2]>()))).toEqual([])
  })
})

test('lesson 8: a state that was forked from is not changed', () => {
  const xor = evaluate(Randoms.seed(1))(Datasets.xor(4))
  const student = learner(pipe(dense(2, 3), andThen(tanh()), andThen(dense(3, 1))), meanSquaredError(), sgd(0.1))
  const plan = { batchSize: 1, shuffle: false, stride: 100, engine: javascript }
  const state = pipe(trajectory(student, xor, { ...plan, from: 42 }), train(1))
  const before = state.params.map(toArray)
  const forked = pipe(trajectory(student, xor, { ...plan, from: { ...state, rateFactor: 10 } }), train(1))
  expect(state.params.map(toArray)).toEqual(before)
  expect(forked.params.map(toArray)).not.toEqual(before)
})

test('lesson 4: the table of mistakes has a factor that gradient descent notices, and adam does not', () => {
  const table = readFileSync(fileURLToPath(new URL('../../docs/results/thesis.md', import.meta.url)), 'utf8')
  const row = /^\| slope \/ m .*$/m.exec(table)?.[0] ?? ''
  const [, leastOfSgd = NaN, , leastOfAdam = NaN] = [...row.matchAll(/(\d+\.\d) %/g)].map(([, found]) => Number(found))
  expect(leastOfSgd).toBeLessThan(90)
  expect(leastOfAdam).toBeGreaterThan(99)
})
