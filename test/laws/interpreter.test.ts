/**
 * The engines javascript and wasm (float64) give what the eager engine gives, bit for bit; wasm (float32) and onnx up to rounding.
 * Broken compilers are found out.
 */
import * as fc from 'fast-check'
import { javascriptOnly, showDescription, tanh, wasmEngine } from 'pullback'
import { describe, expect, test } from 'vitest'
import { scale } from '../../src/algebra/Algebra.js'
import { v128 } from '../../src/algebra/kernel/wasm/instructions.js'
import { eraseTypes } from '../../src/layer/eraseTypes.js'
import { type Engine, perShapes } from '../../src/engine/Engine.js'
import { compileWith } from '../../src/engine/compiler/javascript.js'
import { each } from '../../src/engine/compiler/javascript/elementwise.js'
import { writers } from '../../src/engine/compiler/javascript/operations.js'
import { type Writers } from '../../src/engine/compiler/javascript/write.js'
import { type Node } from '../../src/engine/compiler/Program.js'
import { traceFor } from '../../src/engine/compiler/trace.js'
import { compileWith as compileToWasmWith } from '../../src/engine/compiler/wasm.js'
import { type Lanes } from '../../src/engine/compiler/wasm/elementwise.js'
import * as float64 from '../../src/engine/compiler/wasm/float64.js'
import { type Writers as WasmWriters, writers as wasmWriters } from '../../src/engine/compiler/wasm/operations.js'
import { type Combine, writeReduction } from '../../src/engine/compiler/wasm/reduction.js'
import { type Strip } from '../../src/engine/compiler/wasm/Strip.js'
import { type Shape } from '../../src/tensor/Shape.js'
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
  register(test, [agreementOfChains(engine), agreementOfStacks(engine)], { runs: draws(60, 100) })
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
    numRuns: isExact ? draws(6, 9) : draws(2, 3),
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

/** An engine with a compiler of our own. */
const engineOf = (name: string, compile: ReturnType<typeof compileWith>): Engine => ({
  name,
  compile: f =>
    perShapes(inputs => {
      const run = compile(traceFor(inputs, f))
      return (...given) => run(given)
    })
})

const expectRejection = (engine: Engine) => {
  const laws = [...agreementOfOperations(engine), agreementOfChains(engine), agreementOfStacks(engine)]
  // One law after the other: the first rejection is enough.
  const isRejected = laws.some(law =>
    verify([law], { runs: 100, shrinks: 0, explain: false }).results.some(({ verdict }) => verdict === 'fails')
  )
  expect(isRejected).toBe(true)
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
  expectRejection(engineOf(name, compileWith({ ...writers, ...wrong })))
})

const lanes = (write: Lanes): { readonly kind: 'each'; readonly lanes: Lanes } => ({ kind: 'each', lanes: write })

/** The last axis of a sum is added from its end. */
const backwards = (strip: Strip, shape: Shape): Strip => {
  const last = shape.length - 1
  const stride = strip.strides[last] ?? 0
  const plus = strip.plus + ((shape[last] ?? 1) - 1) * stride * 8
  return { ...strip, plus, strides: [...strip.strides.slice(0, last), -stride] }
}

test.each<[string, Partial<WasmWriters>]>([
  [
    'sums in another order',
    {
      sum: {
        kind: 'whole',
        write: (scope, { arguments: [x, from, to] }, result) => {
          const strip = (node: Node) => (node === x ? backwards(scope.strip(x), x.shape) : scope.strip(node))
          const combine: Combine = ({ vectors }, total, next) => vectors.add(total, next)
          writeReduction({ ...scope, strip }, x, [from, to], result, { name: 'backwards', start: -0, combine })
        }
      }
    }
  ],
  [
    'ignores strides',
    {
      permute: {
        kind: 'view',
        needsDense: true,
        arrange: ({ shape }, _, { plus }) => ({ plus, strides: rowMajor(shape) })
      }
    }
  ],
  [
    'divides by multiplying with the inverse',
    {
      divide: lanes(({ arithmetic: { vectors, constant } }, _, x, y) =>
        vectors.multiply(x, vectors.divide(constant(1), y))
      )
    }
  ],
  [
    'knows no maximum of NaN',
    {
      maximum: lanes(({ arithmetic: { vectors } }, _, x, y) => v128.select(x, y, vectors.greater(x, y)))
    }
  ],
  [
    'computes tanh from exp',
    {
      tanh: lanes((code, keep, x) => {
        const { vectors, constant } = code.arithmetic
        const e = keep(float64.exp(keep, keep(vectors.add(x, x)), code))
        return vectors.divide(vectors.subtract(e, constant(1)), vectors.add(e, constant(1)))
      })
    }
  ]
])('a compiler to WebAssembly that %s is rejected', (name, wrong) => {
  const compile = compileToWasmWith({ ...wasmWriters, ...wrong })
  expectRejection(engineOf(name, program => compile(program, 'float64')))
})
