/** The engine javascript gives what the eager engine gives, bit for bit; broken compilers are found out. */
import * as fc from 'fast-check'
import { javascriptTelling, showDescription } from 'pullback'
import { describe, expect, test } from 'vitest'
import { hide } from '../../src/combinator/hide.js'
import { type Engine, perShapes } from '../../src/Engine.js'
import { compileWith } from '../../src/interpreter/javascript.js'
import { each } from '../../src/interpreter/javascript/elementwise.js'
import { writers } from '../../src/interpreter/javascript/operations.js'
import { type Writers } from '../../src/interpreter/javascript/write.js'
import { trace } from '../../src/interpreter/trace.js'
import { rowMajor } from '../../src/Tensor.js'
import { layers } from '../../src/catalogue/layers.js'
import { anyNetwork } from '../../laws/generator/network.js'
import { agreementOfChains } from '../../laws/interpreter/chains.js'
import { agreement } from '../../laws/interpreter/layer.js'
import { agreementMatrix, showMatrix } from '../../laws/interpreter/matrix.js'
import { agreementOfOperations } from '../../laws/interpreter/operations.js'
import { register } from '../../laws/register.js'
import { verify } from '../../laws/verify.js'

/** It may not fall back: what cannot be compiled is a gap. */
const javascript = javascriptTelling(reason => () => {
  throw new Error(reason)
})

describe('javascript agrees with eager', () => {
  register(test, agreementOfOperations(javascript), { runs: 30 })
  register(test, [agreementOfChains(javascript)], { runs: 300 })
})

test('the matrix of layers, engines and passes has no gap', () => {
  const cells = agreementMatrix(layers, [{ engine: javascript }], 10)
  expect(cells.length).toBe(3 * layers.length)
  expect(
    cells.filter(({ gap }) => gap !== ''),
    showMatrix(cells)
  ).toEqual([])
})

test('random networks agree: forward, backward, ten steps', () => {
  // Layers that do not take every number are in the matrix above.
  const takingAll = layers.filter(row => row.input === undefined)
  const networks = fc.sample(anyNetwork(takingAll), { numRuns: 40, seed: 1 })
  for (const { layer, input } of networks) {
    const subject = { name: showDescription(layer.description), layers: [hide(layer)], shapes: [input] }
    const { results } = verify(agreement(javascript, subject), { runs: 3 })
    expect(results.filter(({ verdict }) => verdict === 'fails')).toEqual([])
  }
})

/** An engine whose compiler writes some operations wrongly. */
const engineWith = (name: string, wrong: Partial<Writers>): Engine => {
  const compile = compileWith({ ...writers, ...wrong })
  return {
    name,
    compile: f =>
      perShapes(inputs => {
        const run = compile(
          trace(
            inputs.map(({ shape }, i) => ({ name: `x${i}`, shape })),
            [],
            f
          )
        )
        return (...given) => run(given)
      })
  }
}

test.each<[string, Partial<Writers>]>([
  ['prints x--1', { subtract: each((x, y) => `${x}-${y.replace(/[()]/g, '')}`) }],
  ['takes −0 for 0', { multiply: each((x, y) => `${x} * ${y === '(-0)' ? '0' : y}`) }],
  [
    'ignores strides',
    {
      transpose: {
        kind: 'whole',
        write: ({ dense }, { shape, arguments: [x] }) => ({ shape, strip: { ...dense(x), strides: rowMajor(shape) } })
      }
    }
  ],
  ['divides by multiplying with the inverse', { divide: each((x, y) => `${x} * (1 / ${y})`) }],
  ['knows no maximum of NaN', { maximum: each((x, y) => `(${x} > ${y} ? ${x} : ${y})`) }],
  [
    'begins a sum at its first number',
    {
      sum: {
        kind: 'whole',
        write: (scope, node) => ({ shape: node.shape, elements: scope.elements(node.arguments[0]).slice(0, 1) })
      }
    }
  ]
])('a compiler that %s is rejected', (name, wrong) => {
  const engine = engineWith(name, wrong)
  const { results } = verify([...agreementOfOperations(engine), agreementOfChains(engine)], { runs: 100, shrinks: 5 })
  expect(results.some(({ verdict }) => verdict === 'fails')).toBe(true)
})
