/**
 * Operations and their adjoints, on integers with ===:
 *
 *     ⟨sum x, y⟩ = ⟨x, broadcast y⟩                        ⟨permute x, y⟩ = ⟨x, permute back y⟩
 *     ⟨a b, y⟩ = ⟨a, y bᵀ⟩ = ⟨b, aᵀ y⟩                     ⟨[x, u], y⟩ = ⟨x, first slice of y⟩ + ⟨u, second⟩
 */
import * as fc from 'fast-check'
import { type Interpreter } from '../../src/algebra/Interpreter.js'
import { type AnyTensor, toArray } from '../../src/tensor/Tensor.js'
import { type Shape } from '../../src/tensor/Shape.js'
import { shape, tensor } from '../generator/value.js'
import { allOf, fails, type Finding, holds, type Law } from '../law/Law.js'
import { lawOver } from '../law/lawOver.js'
import { inner, showTensor } from '../value/Numbers.js'
import { permutations, permuted } from './shapes.js'

interface Triple {
  readonly a: AnyTensor
  readonly b: AnyTensor
  readonly y: AnyTensor
}

const length = fc.integer({ min: 1, max: 4 })

const ofTriples = (leadingAxes: fc.Arbitrary<Shape>) =>
  lawOver<Triple>({
    arbitrary: fc.tuple(leadingAxes, length, length, length).chain(([leading, m, k, n]) =>
      fc.record({
        a: tensor([...leading, m, k], 'integers'),
        b: tensor([...leading, k, n], 'integers'),
        y: tensor([...leading, m, n], 'integers')
      })
    ),
    exhibits: ({ a, b, y }) => [
      ['a', showTensor(a)],
      ['b', showTensor(b)],
      ['y', showTensor(y)]
    ]
  })

/** Integer matrices a of [m, k], b of [k, n] and y of [m, n]. */
const triples = ofTriples(fc.constant([]))

/** The same with leading axes. */
const stacksOfTriples = ofTriples(shape(2))

const reorderings = lawOver<{ readonly x: AnyTensor; readonly y: AnyTensor; readonly order: Shape }>({
  arbitrary: permutations.chain(({ shape, order }) =>
    fc.record({
      x: tensor(shape, 'integers'),
      y: tensor(permuted(shape, order), 'integers'),
      order: fc.constant(order)
    })
  ),
  exhibits: ({ x, y, order }) => [
    ['x', showTensor(x)],
    ['y', showTensor(y)],
    ['order', `[${order.join(', ')}]`]
  ]
})

export const dot = (x: AnyTensor, y: AnyTensor): number => inner(toArray(x), toArray(y)).value

export const equal = (one: number, other: number): Finding =>
  one === other ? holds() : fails(`the two sides are ${one} and ${other}`)

export const adjoint = ({ matmul, permute, sum, broadcast, slice, concatenate }: Interpreter): readonly Law[] => [
  stacksOfTriples(
    'algebra: matmul and transpose',
    '⟨a b, y⟩ = ⟨a, y bᵀ⟩ = ⟨b, aᵀ y⟩ over all leading axes, exactly',
    ({ a, b, y }) => {
      const { length } = a.shape
      const order = [...a.shape.keys()].with(-2, length - 1).with(-1, length - 2)
      const transposed = (x: AnyTensor) => permute(permuted(x.shape, order), x, order)
      const whole = dot(matmul(y.shape, a, b), y)
      return allOf([
        equal(whole, dot(a, matmul(a.shape, y, transposed(b)))),
        equal(whole, dot(b, matmul(b.shape, transposed(a), y)))
      ])
    }
  ),
  reorderings(
    'algebra: permute and its inverse',
    '⟨permute x, y⟩ = ⟨x, permute back y⟩, exactly',
    ({ x, y, order }) => {
      const inverse = order.map((_, axis) => order.indexOf(axis))
      return equal(dot(permute(y.shape, x, order), y), dot(x, permute(x.shape, y, inverse)))
    }
  ),
  triples('algebra: sum and broadcast', '⟨sum x, y⟩ = ⟨x, broadcast y⟩, exactly', ({ a, b }) => {
    const [m = 1, k = 1] = a.shape
    const row = slice([k, 1], b, 1, 0)
    return equal(dot(sum([k], a, 0, 1), row), dot(a, broadcast([m, k], permute([1, k], row, [1, 0]))))
  }),
  triples('algebra: concatenate and slice', '⟨[x, u], y⟩ = ⟨x, y₁⟩ + ⟨u, y₂⟩, exactly', ({ a, y }) => {
    const [m = 1, k = 1] = a.shape
    const [, n = 1] = y.shape
    const z = concatenate([m, k + n], y, a, 1)
    return equal(
      dot(concatenate([m, k + n], a, y, 1), z),
      dot(a, slice([m, k], z, 1, 0)) + dot(y, slice([m, n], z, 1, k))
    )
  })
]
