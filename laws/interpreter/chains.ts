import * as fc from 'fast-check'
import { transpose } from '../../src/algebra/Algebra.js'
import { type Engine } from '../../src/engine/Engine.js'
import { elementCount, type Shape } from '../../src/tensor/Shape.js'
import { type AnyTensor, filledTensor, fromArray, scalar, type Tensor } from '../../src/tensor/Tensor.js'
import { formed } from '../../src/algebra/Value.js'
import { layout } from '../generator/layout.js'
import { guarded, type Law } from '../law/Law.js'
import { lawOver } from '../law/lawOver.js'
import { showTensor } from '../value/Numbers.js'
import { bitForBit, compare } from './Agrees.js'
import { either } from './either.js'

/** One operation of a chain, on the current matrix and an earlier one. */
type Link = (x: Matrix, before: Matrix) => Matrix
type Matrix = Tensor<readonly [number, number]>

const { add, subtract: minus, multiply, maximum, tanh, matmul, sum, broadcast, slice, concatenate } = either

const links: { readonly [name: string]: Link } = {
  transpose: x => transpose(x),
  'x − (−1)': x => minus(x.shape, x, -1),
  '−1 − x': x => minus(x.shape, -1, x),
  'x · (−0)': x => multiply(x.shape, x, -0),
  'x + before': (x, before) => add(x.shape, x, sameShapes(x, before) ? before : x),
  'x · before': (x, before) => multiply(x.shape, sameShapes(x, before) ? before : x, x),
  'tanh x': x => tanh(x.shape, x),
  'max(x, 0)': x => maximum(x.shape, x, 0),
  'x xᵀ x': x => {
    const [rows] = x.shape
    return matmul(x.shape, matmul<readonly [number, number]>([rows, rows], x, transpose(x)), scaled(x))
  },
  'sum of the rows, repeated': x => broadcast(x.shape, sum([x.shape[1]], x, 0, 1)),
  'sums along the rows, repeated': x => broadcast(x.shape, sum([x.shape[0], 1], x, 1, 2)),
  'the first half twice': x => {
    const [rows, columns] = x.shape
    const half = slice<readonly [number, number]>([rows, Math.ceil(columns / 2)], x, 1, 0)
    const rest = slice<readonly [number, number]>([rows, columns - half.shape[1] || 1], x, 1, 0)
    return columns === 1 ? x : concatenate(x.shape, half, rest, 1)
  }
}

const scaled = (x: Matrix): Matrix => multiply(x.shape, 0.01, x)
const sameShapes = (x: AnyTensor, y: AnyTensor): boolean => x.shape.join() === y.shape.join()

interface Chain {
  readonly names: readonly string[]
  readonly x: AnyTensor
  readonly view: AnyTensor
}

const apply =
  ({ names }: Pick<Chain, 'names'>) =>
  (...[x]: readonly AnyTensor[]): readonly AnyTensor[] => {
    const first = formed<Matrix>(filledTensor<readonly [number, number]>([1, 1], 0), [x ?? scalar(NaN)])
    const all = names.reduce<readonly Matrix[]>(
      (seen, name, i) => {
        const [last = first, before = first] = [seen.at(-1), seen[(i * 5) % seen.length]]
        return [...seen, links[name]?.(last, before) ?? last]
      },
      [first]
    )
    return all.slice(-2)
  }

const numbersOf = (size: number): fc.Arbitrary<readonly number[]> =>
  fc.array(fc.constantFrom(-0, 0, 1, -1, 0.1, -0.7, 2.5, 1e-3), { minLength: size, maxLength: size })

const chains: fc.Arbitrary<Chain> = fc
  .tuple(
    fc.constantFrom([1, 1], [2, 3], [4, 4], [3, 7], [9, 5], [11, 13]),
    fc.array(fc.constantFrom(...Object.keys(links)), { minLength: 1, maxLength: 8 })
  )
  .chain(([shape, names]) =>
    numbersOf(elementCount(shape)).chain(numbers => {
      const x = fromArray<Shape>(shape, numbers)
      return layout(x).map(view => ({ names, x, view }))
    })
  )

/**
 * The law that an engine gives the same bits as the eager engine for chains of operations: a compiler may be right about two
 * operations, and wrong about their combination. The chains have up to eight operations, on small and large matrices, with
 * views and negative constants among them.
 *
 * @example verify([agreementOfChains(javascript)])
 */
export const agreementOfChains = (engine: Engine): Law =>
  lawOver({
    arbitrary: chains,
    exhibits: ({ names, x }: Chain) => [
      ['operations', names.join(', ')],
      ['x', showTensor(x)]
    ]
  })(`${engine.name}: chains`, 'the engine gives what the eager engine gives', drawn =>
    guarded(() => compare(bitForBit, engine.compile(apply(drawn))(drawn.view), apply(drawn)(drawn.x)))
  )
