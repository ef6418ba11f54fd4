/**
 * Operations and their adjoints, on integers with ===:
 *
 *     ⟨sum x, y⟩ = ⟨x, broadcast y⟩                        ⟨transpose x, y⟩ = ⟨x, transpose y⟩
 *     ⟨a b, y⟩ = ⟨a, y bᵀ⟩ = ⟨b, aᵀ y⟩                     ⟨[x, u], y⟩ = ⟨x, first slice of y⟩ + ⟨u, second⟩
 */
import * as fc from 'fast-check'
import { type Interpreter } from '../../src/algebra/Interpreter.js'
import { type AnyTensor, toArray } from '../../src/tensor/Tensor.js'
import { tensor } from '../generator/value.js'
import { allOf, fails, type Finding, holds, type Law } from '../law/Law.js'
import { lawOver } from '../law/lawOver.js'
import { inner, showTensor } from '../value/Numbers.js'

interface Triple {
  readonly a: AnyTensor
  readonly b: AnyTensor
  readonly y: AnyTensor
}

const length = fc.integer({ min: 1, max: 4 })

/** Integer matrices a of [m, k], b of [k, n] and y of [m, n]. */
const triples = lawOver<Triple>({
  arbitrary: fc.tuple(length, length, length).chain(([m, k, n]) =>
    fc.record({
      a: tensor([m, k], 'integers'),
      b: tensor([k, n], 'integers'),
      y: tensor([m, n], 'integers')
    })
  ),
  exhibits: ({ a, b, y }) => [
    ['a', showTensor(a)],
    ['b', showTensor(b)],
    ['y', showTensor(y)]
  ]
})

export const dot = (x: AnyTensor, y: AnyTensor): number => inner(toArray(x), toArray(y)).value

export const equal = (one: number, other: number): Finding =>
  one === other ? holds() : fails(`the two sides are ${one} and ${other}`)

export const adjoint = ({ matmul, permute, sum, broadcast, slice, concatenate }: Interpreter): readonly Law[] => [
  triples('algebra: product and transpose', '⟨a b, y⟩ = ⟨a, y bᵀ⟩ = ⟨b, aᵀ y⟩, exactly', ({ a, b, y }) => {
    const [m = 1, k = 1] = a.shape
    const [, n = 1] = b.shape
    const whole = dot(matmul([m, n], a, b), y)
    return allOf([
      equal(whole, dot(a, matmul([m, k], y, permute([n, k], b, [1, 0])))),
      equal(whole, dot(b, matmul([k, n], permute([k, m], a, [1, 0]), y)))
    ])
  }),
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
