import { expect, test } from 'vitest'
import { Algebra, dense, dropout, eraseTypes, tanh } from '../../src/index.js'
import { lstm } from '../../src/layer/sequence/lstm.js'
import { tryMutant } from '../../laws/mutant/tryMutants.js'
import { mutantsOf, scoreOf, showScore, tryMutants, verify, layerLaws } from '../../laws/index.js'
import { differenceOf } from '../../laws/mutant/equivalent.js'
import { layerCase } from '../../laws/generator/layer.js'
import { sameValue, tensorsOf } from '../../src/algebra/Value.js'
import { evaluate } from 'fp-ts/lib/State.js'
import { drawNoise } from '../../src/layer/trainingForm.js'
import { seed } from '../../src/tensor/Random.js'
import * as fc from 'fast-check'
import { scan } from '../../src/algebra/scan.js'
import { trace } from '../../src/engine/compiler/trace.js'
import { filledTensor, fromArray, type Tensor, toArray } from '../../src/tensor/Tensor.js'
import { editsOf, placesIn } from '../../laws/mutant/edits.js'
import { interpret } from '../../laws/mutant/interpret.js'
import { replaced } from '../../laws/mutant/replaced.js'

test('every mistake in dense is found', () => {
  const score = scoreOf([...tryMutants(dense(1, 2), { runs: 5 })])
  expect(score.survivors).toEqual([])
  expect(score.killed).toBeGreaterThan(10)
  expect(score.share).toBe(1)
})

test('the mutants of tanh: signs, factors, dropped terms, and one that is equivalent', () => {
  const tried = [...tryMutants(tanh(), { inputShape: [2], runs: 5 })]
  expect(tried.filter(({ outcome }) => outcome !== 'killed')).toEqual([
    { name: 'tanh: the sign flipped', outcome: 'equivalent', formulas: ['u₁ = −tanh x'] }
  ])
  expect(showScore(scoreOf(tried))).toMatch(
    /^100 % of \d+ mistakes found \(\d+ mutants: \d+ rejected, 0 survived, 1 equi/
  )
})

test('a mistake that no law is asked about survives, with its formula', () => {
  const [mutant] = mutantsOf(tanh(), { inputShape: [2] })
  if (mutant === undefined) throw new Error('tanh has mutants')
  expect(mutant.name).toBe('dx: the sign flipped')
  expect(mutant.formulas()).toEqual(['dx = −dy ⊙ (1 − u₁) ⊙ (1 + u₁)'])
  expect(differenceOf(mutant, { name: 'tanh', layers: [mutant.layer] })).toEqual({ kind: 'often', part: 'input' })
  const survived = { name: mutant.name, outcome: 'survived' as const, formulas: mutant.formulas() }
  expect(showScore(scoreOf([survived, { name: 'other', outcome: 'killed', formulas: [] }]))).toBe(
    '50 % of 2 mistakes found (2 mutants: 1 rejected, 1 survived, 0 equivalent, 0 different at kinks only)\n' +
      '  dx: the sign flipped\n    dx = −dy ⊙ (1 − u₁) ⊙ (1 + u₁)'
  )
})

test.each([
  ['dense', eraseTypes(dense(2, 3)), [2]],
  ['dropout', eraseTypes(dropout(0.5)), [3]],
  ['lstm, a fold', eraseTypes(lstm(1, 1)), [2, 1]]
])('%s: the program that mutants change gives the gradients of the layer, bit for bit', (_, layer, inputShape) => {
  for (const { original, form, layer: mutated } of mutantsOf(layer, { inputShape }).slice(0, 1))
    for (const drawn of fc.sample(layerCase({ name: '', layers: [mutated] }), { seed: 1, numRuns: 5 })) {
      const { params, input, outputGradient, examples } = drawn
      const noise = form === 'training' ? evaluate(seed(1))(drawNoise(layer, inputShape, examples)) : []
      const [, cache] = layer.forward(params, input)
      const [dp, dx] = layer.backward(params, cache, outputGradient)
      expect(sameValue(original(params, noise, input, outputGradient), [...dp, ...tensorsOf(dx)])).toBe(true)
    }
})

test('mutants of a fold: inside its steps, of what they pass on, and of their rows; the laws find them', () => {
  const layer = eraseTypes(lstm(1, 1))
  const subject = { name: 'lstm', layers: [layer], shapes: [[3, 1]] }
  const mutants = mutantsOf(layer, { inputShape: [3, 1] })
  expect(mutants.filter(({ name }) => name.startsWith('in a fold, ')).length).toBeGreaterThan(50)
  const ofFolds = mutants.filter(({ name }) => name.startsWith('fold: '))
  const oneEach = new Map(ofFolds.map(mutant => [mutant.name.replace(/\d/, 'k'), mutant]))
  expect([...oneEach.keys()]).toEqual([
    'fold: the steps in the opposite order',
    'fold: carry k set to zero after each step',
    'fold: carry k not changed by a step',
    'fold: another carry passed on as carry k',
    'fold: row k of the next step'
  ])
  for (const mutant of oneEach.values()) expect(tryMutant(mutant, subject, { runs: 3 }).outcome).toBe('killed')
})

test('a change inside a fold that reads a part of another fold leaves that part outside', () => {
  type Row = Tensor<readonly [2]>
  const program = trace([{ name: 'x', shape: [3, 2] }], ['y'], x => {
    const start: Row = filledTensor([2], 0)
    const [total] = scan((sum: Row, [row]) => [Algebra.add(sum, row), []] as const, start, [x] as const)
    const [y] = scan((sum: Row, [row]) => [Algebra.add(sum, Algebra.multiply(total, row)), []] as const, start, [
      x
    ] as const)
    return [y]
  })
  const dropped = placesIn(program).flatMap(({ node, before }) =>
    editsOf(node, before)
      .filter(({ mistake }) => mistake === 'the second factor dropped')
      .map(({ instead }) => interpret(replaced(program, node, instead), [fromArray([3, 2], [1, 2, 3, 4, 5, 6])], 1))
  )
  // y = 3 (9, 12) instead of (9, 12) ⊙ (9, 12)
  expect(dropped.map(values => values.map(toArray))).toEqual([[[27, 36]]])
})

test('mutants have the shapes of the layer, and forward stays right', () => {
  const own = dense(2, 3)
  for (const { layer } of mutantsOf(own))
    expect(
      verify(
        layerLaws(layer, { like: eraseTypes(own) }).filter(({ name }) => /shapes|reference/.test(name)),
        { runs: 3 }
      ).holds
    ).toBe(true)
})

test('a layer that breaks its laws is refused', () => {
  const right = tanh<readonly [2]>()
  const halved: typeof right = {
    ...right,
    backward: (...given) => [[], Algebra.scale(0.5, right.backward(...given)[1])]
  }
  expect(() => [...tryMutants(halved, { inputShape: [2], runs: 5 })]).toThrow(/the laws reject the layer itself/)
})
