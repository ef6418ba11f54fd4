/** Nodes that ONNX computes in one operation are written as one, if nothing else reads what is inside. */
import { expect, test } from 'vitest'
import * as A from '../../src/algebra/Algebra.js'
import { scan } from '../../src/algebra/scan.js'
import { onnxGraph, onnxModel } from '../../src/engine/compiler/onnx.js'
import { type Graph } from '../../src/engine/compiler/onnx/Model.js'
import { trace } from '../../src/engine/compiler/trace.js'
import { type Shape } from '../../src/tensor/Shape.js'
import { type AnyTensor, fromArray, type Tensor } from '../../src/tensor/Tensor.js'
import { expectAllNear } from '../near.js'
import { onnxIn } from '../onnx.js'

type Rows = Tensor<readonly [number, number, number]>

const traced = (shapes: readonly Shape[], f: (...inputs: never[]) => readonly AnyTensor[]) =>
  trace(
    shapes.map((shape, i) => ({ name: `x${i}`, shape })),
    [],
    // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- every case is given tensors of its own shapes
    (...given) => f(...(given as never[]))
  )

const operations = ({ nodes }: Pick<Graph, 'nodes'>): readonly string[] =>
  nodes.flatMap(({ operation, attributes }) => [
    operation,
    ...Object.values(attributes).flatMap(found =>
      found instanceof Object && 'nodes' in found ? operations(found) : []
    )
  ])

const written = (shapes: readonly Shape[], f: (...inputs: never[]) => readonly AnyTensor[], fused = false) =>
  operations(onnxGraph(traced(shapes, f), { fused }))

const softmax = (x: Rows) => [A.softmaxOfFeatures(x)]
const mean = (x: Rows) => [A.subtract(x, A.scale(1 / 5, A.sumOfFeatures(x)))]
const scores = (q: Rows, k: Rows) => [A.matmul(q, A.transpose(k))]

const shape = [2, 3, 5]

test('a softmax is one operation', () => {
  expect(written([shape], softmax)).toEqual(['Softmax', 'Identity'])
})

test('a softmax whose powers are an output is not fused', () => {
  const powers = (x: Rows) => A.exp(A.subtract(x, A.maxOfFeatures(x)))
  const found = written([shape], (x: Rows) => [A.divide(powers(x), A.sumOfFeatures(powers(x))), powers(x)])
  expect(found).toContain('Exp')
  expect(found).not.toContain('Softmax')
})

test('a mean is one operation, another multiple of a sum is two', () => {
  expect(written([shape], mean)).toEqual(['ReduceMean', 'Sub', 'Identity'])
  expect(written([shape], (x: Rows) => [A.subtract(x, A.scale(1 / 4, A.sumOfFeatures(x)))])).toContain('ReduceSum')
})

test('a product of transposed matrices is one operation beyond the standard, which only the engine uses', () => {
  expect(written([shape, shape], scores, true)).toEqual(['FusedMatMul', 'Identity'])
  expect(written([shape, shape], scores)).toEqual(['Transpose', 'MatMul', 'Identity'])
  const domain = 'com.microsoft'
  const isIn = (fused: boolean) => Buffer.from(onnxModel(traced([shape, shape], scores), { fused })).includes(domain)
  expect([isIn(true), isIn(false)]).toEqual([true, false])
})

test('a transpose that something else reads is written', () => {
  const both = (q: Rows, k: Rows) => [A.matmul(q, A.transpose(k)), A.exp(A.transpose(k))]
  expect(written([shape, shape], both, true)).toContain('Transpose')
})

test('the outputs of a fold are not copied', () => {
  const sums = (x: Rows) => {
    const [end, steps] = scan(
      (state: AnyTensor, [row]: readonly AnyTensor[]) => {
        const next = A.add(state, row ?? state)
        return [next, [A.exp(next)]]
      },
      A.scale(0, A.sumOverBatch(x)),
      [x]
    )
    return [end, ...steps]
  }
  const fold = onnxGraph(traced([shape], sums)).nodes.find(({ operation }) => operation === 'Scan')
  const body = fold?.attributes['body']
  const found = typeof body === 'object' && 'nodes' in body ? operations(body) : []
  expect(found).toContain('Add')
  expect(found).not.toContain('Identity')
})

test.each([
  ['softmax', softmax],
  ['mean', mean],
  ['scores', (x: Rows) => scores(x, A.scale(0.5, x))]
])('%s gives the numbers of the eager engine', (_, f) => {
  const x = fromArray(
    [2, 3, 5],
    Array.from({ length: 30 }, (_, i) => 2 * Math.sin(1.7 * (i + 1)))
  )
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- the engine gives a tensor of the same shape
  const run = ([given = x]: readonly AnyTensor[]): readonly AnyTensor[] => f(given as Rows)
  const compiled = (precision: 'float32' | 'float64') => onnxIn(precision).compile((...given) => run(given))(x)
  expectAllNear(compiled('float32'), run([x]), 1e-6)
  expectAllNear(compiled('float64'), run([x]), 1e-14)
})
