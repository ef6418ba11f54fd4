/**
 * The engines javascript and wasm (float64) give what the eager engine gives, bit for bit; wasm (float32) and onnx up to rounding.
 * Broken compilers are found out.
 */
import * as fc from 'fast-check'
import { javascriptOnly, showDescription, tanh, wasmEngine } from 'pullback'
import { describe, expect, test } from 'vitest'
import { scale } from '../../src/algebra/Algebra.js'
import { eraseTypes } from '../../src/layer/eraseTypes.js'
import { type Engine, perShapes } from '../../src/engine/Engine.js'
import { compileWith } from '../../src/engine/compiler/javascript.js'
import { each } from '../../src/engine/compiler/javascript/elementwise.js'
import { writers } from '../../src/engine/compiler/javascript/operations.js'
import { type Writers } from '../../src/engine/compiler/javascript/write.js'
import { traceFor } from '../../src/engine/compiler/trace.js'
import { rowMajor } from '../../src/tensor/strides.js'
import { layerSubjects as layers } from '../../laws/subject/layers.js'
import { anyNetwork } from '../../laws/composition/network.js'
import { agreementOfChains } from '../../laws/interpreter/chains.js'
import { bitForBit, roundings, upTo } from '../../laws/interpreter/Agrees.js'
import { agreementOfStacks } from '../../laws/interpreter/stacks.js'
import { agreement } from '../../laws/interpreter/layer.js'
import { agreementMatrix, showMatrix } from '../../laws/interpreter/matrix.js'
import { agreementOfOperations } from '../../laws/interpreter/operations.js'
import { register } from '../../laws/run/register.js'
import { verify } from '../../laws/run/verify.js'
import { allDraws, draws } from '../draws.js'
import { onnxIn } from '../onnx.js'

const onnx = (precision: 'float32' | 'float64'): Engine => ({ ...onnxIn(precision), name: `onnx ${precision}` })

const wasm = (precision: 'float32' | 'float64'): Engine => ({
  ...wasmEngine({ precision }),
  name: `wasm ${precision}`
})

const engines = [
  { engine: javascriptOnly, agrees: bitForBit, runs: 10 },
  { engine: wasm('float64'), agrees: bitForBit, runs: 5 },
  { engine: wasm('float32'), agrees: upTo(roundings.float32), runs: 3 },
  { engine: onnx('float32'), agrees: upTo(roundings.float32), runs: 3 },
  { engine: onnx('float64'), agrees: upTo(roundings.float64), runs: 3 }
]

describe.each([javascriptOnly, wasm('float64')])('$name agrees with eager', engine => {
  register(test, agreementOfOperations(engine), { runs: 30 })
  register(test, [agreementOfChains(engine), agreementOfStacks(engine)], { runs: 300 })
})

describe.each([onnx('float32'), wasm('float32')])('$name agrees with eager on tensors of four axes', engine => {
  register(test, [agreementOfStacks(engine, upTo(roundings.float32))], { runs: 20 })
})

const matrixOf = (chosen: typeof engines, runs?: number) =>
  chosen.flatMap(engine => agreementMatrix(layers, [engine], runs ?? engine.runs))

test.skipIf(allDraws)('javascript and wasm (float64) agree with eager on one draw of every layer and pass', () => {
  const exact = engines.filter(({ agrees }) => agrees === bitForBit)
  const cells = matrixOf(exact, 1)
  expect(cells.length).toBe(2 * 3 * layers.length)
  expect(cells.filter(({ gap }) => gap !== '')).toEqual([])
})

// Compiles three programs of every layer for every engine.
test.runIf(allDraws)(
  'the gaps in the matrix of layers, engines and passes are named in docs/results/engines.txt',
  { timeout: 300_000 },
  async () => {
    const cells = matrixOf(engines)
    expect(cells.length).toBe(engines.length * 3 * layers.length)
    expect(cells.filter(({ engine, gap }) => gap !== '' && engine !== 'onnx float64')).toEqual([])
    await expect(`${showMatrix(cells)}\n`).toMatchFileSnapshot('../../docs/results/engines.txt')
  }
)

// Layers that do not take every number are in the matrix, and for engines that round so is the one that divides by the deviation
// of a batch: behind other layers that deviation may be nothing but rounding.
const networks = (isExact: boolean) =>
  fc.sample(anyNetwork(layers.filter(row => row.input === undefined && (isExact || row.batchStatistics !== true))), {
    numRuns: isExact ? draws(12, 40) : draws(4, 12),
    seed: 1
  })

test.each(engines)('random networks agree on $engine.name: forward, backward, ten steps', ({ engine, agrees }) => {
  for (const { layer, input } of networks(agrees === bitForBit)) {
    const subject = { name: showDescription(layer.description), layers: [eraseTypes(layer)], shapes: [input] }
    const { results } = verify(agreement(engine, subject, agrees), { runs: 3, shrinks: 5 })
    const isMissing = (message = '') => message.includes('Could not find an implementation for')
    expect(
      results.filter(({ verdict, counterexample }) => verdict === 'fails' && !isMissing(counterexample?.message))
    ).toEqual([])
  }
})

test('an engine with errors beyond rounding is rejected', () => {
  const off: Engine = {
    name: 'off',
    compile:
      f =>
      (...given) =>
        f(...given).map(y => scale(1 + 1e-3, y))
  }
  const { results } = verify(
    agreement(off, { name: 'tanh', layers: [eraseTypes(tanh())] }, upTo(roundings.float32)),
    {}
  )
  expect(results.map(({ verdict }) => verdict)).toEqual(['fails', 'fails', 'fails'])
})

/** An engine whose compiler writes some operations wrongly. */
const engineWith = (name: string, wrong: Partial<Writers>): Engine => {
  const compile = compileWith({ ...writers, ...wrong })
  return {
    name,
    compile: f =>
      perShapes(inputs => {
        const run = compile(traceFor(inputs, f))
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
      permute: {
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
  const { results } = verify([...agreementOfOperations(engine), agreementOfChains(engine), agreementOfStacks(engine)], {
    runs: 100,
    shrinks: 5
  })
  expect(results.some(({ verdict }) => verdict === 'fails')).toBe(true)
})
