/** Formulas read back and computed on numbers give what the layer computes: those that `explain` prints, and those of docstrings. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Case, layerCase } from '../../laws/generator/layer.js'
import { run } from '../../laws/value/Passes.js'
import { type Value, tensorsOf } from '../../src/algebra/Value.js'
import { layers } from '../../src/catalogue/layers.js'
import { exampleOf } from '../../src/catalogue/Row.js'
import { dense, eraseTypes, explain, parametersOf, toArray, type UntypedLayer } from '../../src/index.js'
import { exampleShapeOf } from '../../src/layer/exampleShape.js'
import { evaluate, grid, type Grid } from './evaluate.js'

const subscript = (i: number): string => String.fromCodePoint(0x2080 + i)

/** x, or x₁ and x₂ for a pair. */
const numbered = (letter: string, value: Value): readonly (readonly [string, Grid])[] => {
  const tensors = tensorsOf(value)
  return tensors.map((tensor, i) => [
    tensors.length === 1 ? letter : `${letter}${subscript(i + 1)}`,
    grid(tensor.shape, toArray(tensor))
  ])
}

const letters: Readonly<Record<string, string>> = { weight: 'W', bias: 'b', gain: 'g' }

const parameterNames = (layer: UntypedLayer): readonly string[] =>
  parametersOf(layer.description).map(({ name }) => {
    const words = name.split('.')
    const last = words.at(-1) ?? name
    return `${letters[last] ?? last}${words.length > 1 ? `_${words.slice(0, -1).join('.')}` : ''}`
  })

/** The values of the names that a formula may read, and the expected results by name. */
const valuesOf = ({ layer, params, input, outputGradient }: Case) => {
  const { output, paramsGradient, inputGradient } = run(layer, params, input, outputGradient)
  const named = (prefix: string, tensors: readonly Value[]) =>
    parameterNames(layer).map((name, i) => [`${prefix}${name}`, numbered('', tensors[i] ?? [])[0]?.[1]] as const)
  const known = [...named('', params), ...numbered('x', input), ...numbered('dy', outputGradient)]
  const expected = [...numbered('y', output), ...named('d', paramsGradient), ...numbered('dx', inputGradient)]
  return { known: new Map(known.map(([name, one]) => [name, one ?? grid([], [])])), expected }
}

/** Repeats a grid to the shape of another, or adds over the batch: a product of rows of all positions does that by itself. */
const fitted = (found: Grid, { shape }: Grid): readonly number[] => {
  const repeated = evaluate(
    'x + zero',
    new Map([
      ['x', found],
      ['zero', grid(shape, shape.length === 0 ? [0] : new Array<number>(shape.reduce((a, b) => a * b, 1)).fill(0))]
    ])
  )
  return repeated.numbers
}

const drawn = (layer: UntypedLayer): readonly Case[] => {
  const shapes = exampleShapeOf(layer)
  return fc.sample(
    layerCase(
      { name: layer.description.kind, layers: [layer], ...(shapes === undefined ? {} : { shapes: [shapes] }) },
      'generic'
    ),
    { numRuns: 4, seed: 1 }
  )
}

/** Computes all lines of a text, and compares those that have an expected result. */
const compare = (text: string, sample: Case): void => {
  const { known, expected } = valuesOf(sample)
  const names = new Map<string, Grid>(known)
  for (const line of text.split('\n')) {
    const [, name = '', formula = ''] = /^(\S+) += (.*)$/.exec(line) ?? []
    names.set(name, evaluate(formula, names))
  }
  for (const [name, result] of expected) {
    const found = names.get(name)
    if (found === undefined || result === undefined) throw new Error(`no line for ${name} in ${text}`)
    const numbers = fitted(found, result)
    expect(numbers).toHaveLength(result.numbers.length)
    numbers.forEach((x, i) => expect(Math.abs(x - (result.numbers[i] ?? NaN)), `${name} in ${text}`).toBeLessThan(1e-8))
  }
}

/** Layers whose formulas the evaluator cannot compute, with the reason. */
const beyond: Readonly<Record<string, string>> = {
  ...Object.fromEntries(['convolution', 'maxPool', 'averagePool'].map(name => [name, 'windows'])),
  ...Object.fromEntries(['rnn', 'gru', 'lstm'].map(name => [name, 'folds'])),
  ...Object.fromEntries(
    ['reshape', 'flatten', 'splitHeads', 'joinHeads', 'attention', 'crossAttention', 'transformerBlock', 'rotary'].map(
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
