/** Formulas that `explain` prints, read back and computed on numbers, give what the layer computes. */
import { describe, expect, test } from 'vitest'
import { type Case } from '../../laws/generator/layer.js'
import { tensorsOf, type Value } from '../../src/algebra/Value.js'
import { layers } from '../../src/catalogue/layers.js'
import { exampleOf } from '../../src/catalogue/Row.js'
import { dense, eraseTypes, explain, parametersOf } from '../../src/index.js'
import { evaluate, type Grid } from './evaluate.js'
import { drawn, expectEqual, resultsOf } from './results.js'

/** x, or x₁ and x₂ for a pair. */
const numbered = (letter: string, value: Value): readonly string[] => {
  const { length } = tensorsOf(value)
  return length === 1 ? [letter] : Array.from({ length }, (_, i) => `${letter}${String.fromCodePoint(0x2081 + i)}`)
}

const letters: Readonly<Record<string, string>> = { weight: 'W', bias: 'b', gain: 'g' }

/** Computes all lines of a text, and compares those that have an expected result. */
const compare = (text: string, sample: Case): void => {
  const { known, expected } = resultsOf(sample, {
    params: parametersOf(sample.layer.description).map(({ name }) => letters[name] ?? name),
    inputs: numbered('x', sample.input),
    outputs: numbered('y', sample.outputGradient)
  })
  const names = new Map<string, Grid>(known)
  for (const line of text.split('\n')) {
    const [, name = '', formula = ''] = /^(\S+) += (.*)$/.exec(line) ?? []
    names.set(name, evaluate(formula, names))
  }
  for (const [name, result] of expected) {
    const found = names.get(name)
    if (found === undefined) throw new Error(`no line for ${name} in ${text}`)
    expectEqual(found, result, `${name} in ${text}`)
  }
}

/** Layers whose formulas the evaluator cannot compute, with the reason. */
const beyond: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['convolution', 'maxPool', 'averagePool', 'transposedConvolution'].map(name => [name, 'windows'])
  ),
  ...Object.fromEntries(['convolution1d', 'maxPool1d', 'averagePool1d'].map(name => [name, 'windows'])),
  ...Object.fromEntries(['rnn', 'gru', 'lstm'].map(name => [name, 'folds'])),
  ...Object.fromEntries(
    [
      'reshape',
      'flatten',
      'splitHeads',
      'joinHeads',
      'attention',
      'maskedAttention',
      'crossAttention',
      'transformerBlock',
      'rotary'
    ].map(name => [name, 'rearranged axes'])
  ),
  ...Object.fromEntries(
    ['upsample', 'globalAveragePool', 'globalMaxPool', 'prelu', 'groupNorm', 'instanceNorm', 'maxout', 'bilinear'].map(
      name => [name, 'rearranged axes']
    )
  ),
  ...Object.fromEntries(['lastPosition', 'learnedPositions'].map(name => [name, 'zeros of unstated length'])),
  ...Object.fromEntries(['embedding', 'sinusoidalPositions'].map(name => [name, 'tables'])),
  maskedDotProduct: 'a mask of another rank',
  batchNorm: 'statistics of the training form',
  dropout: 'noise'
}

describe('computed on numbers, the formulas that explain prints are those of the layer', () => {
  const subjects = layers.map(row => ({ name: row.name, layer: exampleOf(row) }))

  test.each(subjects.filter(({ name }) => beyond[name] === undefined))('$name', ({ layer }) => {
    const text = explain(layer)
    for (const sample of drawn(layer)) compare(text, sample)
  })

  test('explain explains every layer of the catalogue', () => {
    for (const { layer } of subjects) expect(explain(layer)).toMatch(/^d\S* += /m)
  })

  test('the comparison rejects a formula with a wrong sign, a missing factor and a missing transpose', () => {
    const layer = eraseTypes(dense(2, 2))
    const [sample] = drawn(layer)
    if (sample === undefined) throw new Error('no draw')
    const right = explain(layer)
    for (const [part, instead] of [
      ['x Wᵀ + b', 'x Wᵀ − b'],
      ['dyᵀ x', 'dyᵀ x / 2'],
      ['dy W', 'dy Wᵀ'],
      ['Σ_batch dy', 'mean_batch dy']
    ] as const) {
      expect(right).toContain(part)
      expect(() => compare(right.replace(part, instead), sample)).toThrow()
    }
  })
})
