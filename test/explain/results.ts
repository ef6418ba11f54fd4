/** What a layer computes on some draws, by the names that formulas use. */
import * as fc from 'fast-check'
import { expect } from 'vitest'
import { type Case, layerCase } from '../../laws/generator/layer.js'
import { run } from '../../laws/value/Passes.js'
import { tensorsOf, type Value } from '../../src/algebra/Value.js'
import { toArray, type UntypedLayer } from '../../src/index.js'
import { exampleShapeOf } from '../../src/layer/exampleShape.js'
import { evaluate, grid, type Grid, type Names } from './evaluate.js'

/** The names of the tensors of a layer, in order. The gradient of `W` is `dW`. */
export interface NamesOfLayer {
  readonly params: readonly string[]
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
}

type Named = readonly (readonly [name: string, value: Grid])[]

const gradient = (name: string): string => `d${name}`

const named = (names: readonly string[], value: Value): Named =>
  tensorsOf(value).map((tensor, i) => [names[i] ?? '', grid(tensor.shape, toArray(tensor))])

/** The values that a formula may read, and the results that formulas must give. */
export const resultsOf = (
  { layer, params, input, outputGradient }: Case,
  names: NamesOfLayer
): { readonly known: Names; readonly expected: Named } => {
  const { output, paramsGradient, inputGradient } = run(layer, params, input, outputGradient)
  return {
    known: new Map([
      ...named(names.params, params),
      ...named(names.inputs, input),
      ...named(names.outputs.map(gradient), outputGradient)
    ]),
    expected: [
      ...named(names.outputs, output),
      ...named(names.params.map(gradient), paramsGradient),
      ...named(names.inputs.map(gradient), inputGradient)
    ]
  }
}

const zeros = (shape: readonly number[]): Grid =>
  grid(shape, new Array<number>(shape.reduce((product, size) => product * size, 1)).fill(0))

/** Requires that a value, repeated to the shape of the expected one, equals it. */
export const expectEqual = (found: Grid, expected: Grid, what: string): void => {
  const { numbers } = evaluate(
    'x + zero',
    new Map([
      ['x', found],
      ['zero', zeros(expected.shape)]
    ])
  )
  expect(numbers, what).toHaveLength(expected.numbers.length)
  numbers.forEach((x, i) => expect(Math.abs(x - (expected.numbers[i] ?? NaN)), what).toBeLessThan(1e-8))
}

/** Some draws of a layer, in the shape that `explain` uses. */
export const drawn = (layer: UntypedLayer): readonly Case[] => {
  const shapes = exampleShapeOf(layer)
  return fc.sample(
    layerCase(
      { name: layer.description.kind, layers: [layer], ...(shapes === undefined ? {} : { shapes: [shapes] }) },
      'generic'
    ),
    { numRuns: 4, seed: 1 }
  )
}
