/**
 * The formulas in the docstring of every layer give what the layer computes. Formulas are separated by three spaces; a piece that is
 * no formula is a remark.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { layers } from '../../src/catalogue/layers.js'
import { exampleOf } from '../../src/catalogue/Row.js'
import { eraseTypes, trainingForm, type UntypedLayer } from '../../src/index.js'
import { evaluate, grid, type Grid } from './evaluate.js'
import { drawn, expectEqual, type NamesOfLayer, resultsOf } from './results.js'

const root = fileURLToPath(new URL('../../src/layer/', import.meta.url))

const sources = ts.sys.readDirectory(root, ['.ts']).map(path => readFileSync(path, 'utf8'))

/** The lines of formulas in the docstring of an export, without those of prediction where training differs. */
const formulasOf = (name: string): readonly string[] => {
  const docstring = new RegExp(`/\\*\\*((?:(?!\\*/)[^])*)\\*/\\nexport (?:const|function) ${name}\\b`)
  const found = sources.flatMap(source => docstring.exec(source)?.[1] ?? [])[0]
  if (found === undefined) throw new Error(`${name} has no docstring`)
  const lines = found.split('\n').flatMap(line => /^ \* {5}(\S.*|\s+\S.*)$/.exec(line)?.[1] ?? [])
  let isPrediction = false
  return lines.flatMap(line => {
    const [, label = '', rest = ''] = /^(forward|backward|training|prediction|both)? *(.*)$/.exec(line) ?? []
    if (label !== '') isPrediction = label === 'prediction'
    return isPrediction ? [] : [rest]
  })
}

interface Statement {
  /** One name, or the parts of a list. */
  readonly names: readonly string[]
  /** The formulas that are stated to be equal. */
  readonly formulas: readonly string[]
}

/** The formulas of a text. Remarks without a name in front of an equals sign are left out. */
const statementsOf = (lines: readonly string[]): readonly Statement[] =>
  lines
    .flatMap(line => line.split(/ {3,}/))
    .flatMap(piece => {
      const [left = '', ...formulas] = piece.split(/ += +/)
      const isName = /^(\[.*\]|[A-Za-zα-ω′_\d]+)$/.test(left)
      const named = formulas.filter(formula => !/^[A-ZΦσ]′?\(x\)$/.test(formula))
      return isName && named.length > 0
        ? [{ names: left.split(/[[\], ]+/).filter(name => name !== ''), formulas: named }]
        : []
    })

/** Cuts a value along its last axis: in the widths of the results of these names if they are known, otherwise evenly. */
const cut = ({ shape, numbers }: Grid, widths: readonly (number | undefined)[]): readonly Grid[] => {
  const whole = shape.at(-1) ?? 1
  let from = 0
  return widths.map(known => {
    const width = known ?? whole / widths.length
    const start = from
    from += width
    return grid(
      [...shape.slice(0, -1), width],
      numbers.filter((_, i) => i % whole >= start && i % whole < start + width)
    )
  })
}

interface Told extends NamesOfLayer {
  /** Numbers that the docstring names. */
  readonly settings?: Readonly<Record<string, number>>
  /** The axes of a sum that names none. Default: the last axis. */
  readonly axes?: string
  /** The form of the layer that is compared. Default: as it predicts. */
  readonly form?: (layer: UntypedLayer) => UntypedLayer
}

const plain: Told = { params: [], inputs: ['x'], outputs: ['y'] }

const pair: Told = { ...plain, inputs: ['x', 'u'] }

/** The names in the docstrings. Default: x, y, and no parameters. */
const told: Readonly<Record<string, Told>> = {
  dense: { ...plain, params: ['W', 'b'] },
  leakyRelu: { ...plain, settings: { s: 0.01 } },
  elu: { ...plain, settings: { α: 1 } },
  layerNorm: { ...plain, params: ['g', 'b'], settings: { ε: 1e-5 } },
  rmsNorm: { ...plain, params: ['g'], settings: { ε: 1e-5 } },
  batchNorm: {
    ...plain,
    params: ['g', 'b'],
    settings: { ε: 1e-5 },
    axes: 'batch',
    form: layer => eraseTypes({ ...trainingForm(layer, []), inputShape: { _tag: 'Some', value: [2] } })
  },
  gruCell: { params: ['W', 'b'], inputs: ['x', 'h'], outputs: ['y', 'h′'] },
  lstmCell: { params: ['W', 'b'], inputs: ['x', 'h', 'c'], outputs: ['y', 'h′', 'c′'] },
  zeroState: { ...plain, outputs: ['s'] },
  learnedState: { ...plain, params: ['p'], outputs: ['s'] },
  unembedding: { ...plain, params: ['E'] },
  dotProduct: { params: [], inputs: ['q', 'k', 'v'], outputs: ['y'], settings: { d: 3 } },
  first: pair,
  second: pair,
  sum: pair,
  concatenate: pair,
  multiplied: pair,
  cosineSimilarity: { ...pair, outputs: ['s'] },
  halves: { ...plain, outputs: ['y', 'v'] },
  copy: { ...plain, outputs: ['y', 'v'] }
}

/** Layers whose docstrings are not computed, with the reason. Golden values and laws check these layers. */
const beyond: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['convolution', 'maxPool', 'averagePool', 'embedding', 'lastPosition', 'learnedPositions'].map(name => [
      name,
      'formulas with indices'
    ])
  ),
  ...Object.fromEntries(
    ['splitHeads', 'joinHeads', 'sinusoidalPositions', 'rotary'].map(name => [name, 'formulas with indices'])
  ),
  ...Object.fromEntries(
    ['convolution1d', 'maxPool1d', 'averagePool1d', 'transposedConvolution', 'upsample'].map(name => [
      name,
      'formulas with indices'
    ])
  ),
  ...Object.fromEntries(
    ['globalAveragePool', 'globalMaxPool', 'maxout', 'bilinear'].map(name => [name, 'formulas with indices'])
  ),
  ...Object.fromEntries(['prelu', 'groupNorm', 'instanceNorm'].map(name => [name, 'channels of several places'])),
  ...Object.fromEntries(['glu', 'geglu', 'swiglu'].map(name => [name, 'functions that the docstring names'])),
  ...Object.fromEntries(['reshape', 'flatten'].map(name => [name, 'shapes'])),
  ...Object.fromEntries(
    ['rnn', 'gru', 'lstm', 'attention', 'maskedAttention', 'crossAttention', 'transformerBlock'].map(name => [
      name,
      'compositions'
    ])
  ),
  maskedDotProduct: 'a mask',
  dropout: 'noise'
}

/** Computes the statements of a docstring in whatever order they can be computed, and compares them with the layer. */
const compare = (lines: readonly string[], layer: UntypedLayer, { settings = {}, axes, ...names }: Told): void => {
  for (const sample of drawn(layer)) {
    const { known, expected } = resultsOf(sample, names)
    const results = new Map(expected)
    const values = new Map<string, Grid>([
      ...known,
      ...Object.entries(settings).map(([name, value]) => [name, grid([], [value])] as const)
    ])
    let waiting = [...statementsOf(lines)]
    let complaint = ''
    for (let before = Infinity; waiting.length < before;) {
      before = waiting.length
      waiting = waiting.filter(({ names, formulas }) => {
        try {
          const [value = grid([], []), ...others] = formulas.map(formula => evaluate(formula, values, axes))
          for (const other of others) expectEqual(other, value, formulas.join(' = '))
          const parts =
            names.length === 1
              ? [value]
              : cut(
                  value,
                  names.map(name => results.get(name)?.shape.at(-1))
                )
          names.forEach((name, i) => values.set(name, parts[i] ?? value))
          return false
        } catch (error) {
          complaint = String(error)
          return true
        }
      })
    }
    expect(
      waiting.map(({ names }) => names.join()),
      complaint
    ).toEqual([])
    for (const [name, result] of expected) {
      const found = values.get(name)
      if (found === undefined) throw new Error(`the docstring does not state ${name}`)
      expectEqual(found, result, name)
    }
  }
}

describe('the formulas in the docstring are those of the layer', () => {
  const subjects = layers.map(row => {
    const { form = (layer: UntypedLayer) => layer, ...names } = told[row.name] ?? plain
    return { name: row.name, layer: form(exampleOf(row)), names }
  })

  test.each(subjects.filter(({ name }) => beyond[name] === undefined))('$name', ({ name, layer, names }) => {
    compare(formulasOf(name), layer, names)
  })

  test.each([
    ['tanh', '(1 + y)', '(1 − y)'],
    ['softmax', 'Σ dy ⊙ y', 'Σ dy'],
    ['layerNorm', '− mean dz', ''],
    ['gruCell', '+ e ⊙ z', ''],
    ['dense', 'dy W', 'dy Wᵀ'],
    ['softsign', '(1 − |y|)²', '(1 − |y|)']
  ])('the comparison rejects %s with %s replaced by "%s"', (name, part, instead) => {
    const subject = subjects.find(one => one.name === name)
    const lines = formulasOf(name)
    expect(lines.join()).toContain(part)
    expect(() => {
      if (subject !== undefined)
        compare(
          lines.map(line => line.replace(part, instead)),
          subject.layer,
          subject.names
        )
    }).toThrow()
  })
})
