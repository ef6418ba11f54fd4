/**
 * Sums and products against loops, bit for bit: the terms are added in order, starting with the first.
 *
 *     matmul     y[…, i, j] = Σ over k of a[…, i, k] b[…, k, j]            (a b)ᵀ = bᵀ aᵀ
 *     sum, max   along adjacent axes, in row-major order
 */
import * as fc from 'fast-check'
import { type Interpreter } from '../../src/algebra/Interpreter.js'
import { elementCount } from '../../src/tensor/Shape.js'
import { type AnyTensor, fromArray, toArray } from '../../src/tensor/Tensor.js'
import { kindsOf } from '../generator/numbers.js'
import { shape, tensor } from '../generator/value.js'
import { allOf, type Law } from '../law/Law.js'
import { lawOver } from '../law/lawOver.js'
import { numbersOf, showTensor } from '../value/Numbers.js'
import { isSame } from './arrangement.js'
import { leadingAxes, permuted, productSizes } from './shapes.js'

const productOf = (a: AnyTensor, b: AnyTensor): AnyTensor => {
  const [rows = 1, inner = 1] = a.shape.slice(-2)
  const [columns = 1] = b.shape.slice(-1)
  const leading = a.shape.slice(0, -2)
  const [xs, ys] = [toArray(a), toArray(b)]
  const result: number[] = []
  for (let matrix = 0; matrix < elementCount(leading); matrix++)
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) {
        let total = -0
        for (let k = 0; k < inner; k++)
          total += (xs[(matrix * rows + i) * inner + k] ?? NaN) * (ys[(matrix * inner + k) * columns + j] ?? NaN)
        result.push(total)
      }
  return fromArray([...leading, rows, columns], result)
}

const matrices = lawOver<{ readonly a: AnyTensor; readonly b: AnyTensor }>({
  arbitrary: fc
    .tuple(leadingAxes, productSizes)
    .chain(([leading, [m, k, n]]) => fc.record({ a: tensor([...leading, m, k]), b: tensor([...leading, k, n]) })),
  exhibits: ({ a, b }) => [
    ['a', showTensor(a)],
    ['b', showTensor(b)]
  ],
  reached: ({ a, b }) => [
    ...kindsOf(numbersOf(a)),
    ...(elementCount(a.shape) * (b.shape.at(-1) ?? 1) > 1000 ? ['a large product'] : []),
    ...(elementCount(a.shape.slice(0, -2)) > 1 ? ['several products'] : [])
  ]
})

const blocks = lawOver<{ readonly x: AnyTensor }>({
  arbitrary: fc.record({
    x: shape()
      .filter(({ length }) => length === 3)
      .chain(shape => tensor(shape))
  }),
  exhibits: ({ x }) => [['x', showTensor(x)]],
  reached: ({ x }) => kindsOf(numbersOf(x))
})

/** All ranges of adjacent axes among three, as [from, to). */
const spans = [0, 1, 2].flatMap(from => [1, 2, 3].filter(to => to > from).map(to => [from, to] as const))

const reduced = (x: AnyTensor, [from, to]: readonly [number, number], f: (total: number, x: number) => number) => {
  const numbers = toArray(x)
  const inner = elementCount(x.shape.slice(to))
  const middle = elementCount(x.shape.slice(from, to))
  const result = [...x.shape.slice(0, from), ...x.shape.slice(to)]
  return fromArray(
    result,
    Array.from({ length: elementCount(result) }, (_, place) => {
      const first = Math.floor(place / inner) * middle * inner + (place % inner)
      return Array.from({ length: middle }, (_, k) => numbers[first + k * inner] ?? NaN).reduce((total, x) =>
        f(total, x)
      )
    })
  )
}

export const product = ({ matmul, permute, sum, max }: Interpreter): readonly Law[] => {
  const reduction = (name: string, operation: Interpreter['sum'], f: (total: number, x: number) => number) =>
    blocks(
      `algebra: ${name}`,
      'the result along any adjacent axes is that of a loop',
      ({ x }) =>
        allOf(
          spans.map(([from, to]) =>
            isSame(reduced(x, [from, to], f), operation([...x.shape.slice(0, from), ...x.shape.slice(to)], x, from, to))
          )
        ),
      ['negative', 'zero']
    )
  return [
    matrices(
      'algebra: matmul',
      'the product is that of three loops, and its transpose is the product of the transposes',
      ({ a, b }) => {
        const leading = a.shape.slice(0, -2)
        const [m = 1] = a.shape.slice(-2)
        const [n = 1] = b.shape.slice(-1)
        const order = [...leading.keys(), leading.length + 1, leading.length]
        const transposed = (x: AnyTensor) => permute(permuted(x.shape, order), x, order)
        const y = matmul([...leading, m, n], a, b)
        return allOf([
          isSame(productOf(a, b), y),
          isSame(transposed(y), matmul([...leading, n, m], transposed(b), transposed(a)))
        ])
      },
      ['negative', 'zero', 'a large product', 'several products']
    ),
    reduction('sum', sum, (total, x) => total + x),
    reduction('max', max, Math.max)
  ]
}
