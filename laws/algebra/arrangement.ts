/**
 * Rearranging operations lose no number, and change no bit: the sign of zero stays.
 *
 *     permute back(permute x) = x            reshape back(reshape x) = x
 *     concatenate(slices of x) = x           slice(concatenate(x, y)) = x, and y
 *     broadcast(x)[…, i, j] = x[i, j], and x[0, j] along an axis of size one
 */
import * as fc from 'fast-check'
import { type Interpreter } from '../../src/algebra/Interpreter.js'
import { elementCount, type Shape } from '../../src/tensor/Shape.js'
import { type AnyTensor, toArray } from '../../src/tensor/Tensor.js'
import { sameValue, type Value } from '../../src/algebra/Value.js'
import { kindsOf } from '../generator/numbers.js'
import { shape, tensor } from '../generator/value.js'
import { fails, type Finding, holds, type Law } from '../law/Law.js'
import { lawOver } from '../law/lawOver.js'
import { indices, numbersOf, showTensor, showValue } from '../value/Numbers.js'
import { axis, permutations, permuted } from './shapes.js'

export const isSame = (expected: Value, found: Value): Finding =>
  sameValue(expected, found) ? holds() : fails(`expected ${showValue(expected)}, found ${showValue(found)}`)

interface Arranged {
  readonly x: AnyTensor
  /** The axis and the index at which the tensor is cut. */
  readonly axis: number
  readonly cut: number
}

/** Tensors with at least two entries along some axis. */
const tensors = lawOver<Arranged>({
  arbitrary: fc.tuple(axis, fc.integer({ min: 2, max: 4 }), fc.nat()).chain(([{ shape, axis }, size, cut]) =>
    fc.record({
      x: tensor(shape.with(axis, size)),
      axis: fc.constant(axis),
      cut: fc.constant(1 + (cut % (size - 1)))
    })
  ),
  exhibits: ({ x, axis, cut }) => [
    ['x', showTensor(x)],
    ['cut', `along axis ${axis} at ${cut}`]
  ],
  reached: ({ x }) => kindsOf(numbersOf(x))
})

const permutationsOf = lawOver<{ readonly x: AnyTensor; readonly order: readonly number[] }>({
  arbitrary: permutations.chain(({ shape, order }) => fc.record({ x: tensor(shape), order: fc.constant(order) })),
  exhibits: ({ x, order }) => [
    ['x', showTensor(x)],
    ['order', `[${order.join(', ')}]`]
  ],
  reached: ({ x, order }) => [
    ...kindsOf(numbersOf(x)),
    ...(order.some((axis, i) => order[axis] !== i) ? ['an order that is not its own inverse'] : [])
  ]
})

/** The number at these indices. */
export const at = (x: AnyTensor, places: readonly number[]): number =>
  toArray(x)[x.shape.reduce((place, size, axis) => place * size + (places[axis] ?? 0), 0)] ?? NaN

/** Whether every element of a result is the element of x at the given indices. */
export const isGathered = (
  x: AnyTensor,
  found: AnyTensor,
  from: (places: readonly number[]) => readonly number[]
): Finding => {
  const wrong = toArray(found).findIndex((number, i) => !Object.is(number, at(x, from(indices(found.shape, i)))))
  return wrong === -1
    ? holds(elementCount(found.shape))
    : fails(`[${indices(found.shape, wrong).join(', ')}] of ${showTensor(found)} comes from the wrong index`)
}

const repetitions = fc
  .tuple(shape(), fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }), fc.nat(3))
  .chain(([shape, single, added]) =>
    fc.record({
      x: tensor(shape.map((size, axis) => (single[axis] === true ? 1 : size)).slice(added)),
      shape: fc.constant(shape)
    })
  )

/** Shapes for which the wrong axis would fit as well. */
const rowIntoSquare = fc.record({ x: tensor([3]), shape: fc.constant([3, 3]) })

const broadcasts = lawOver<{ readonly x: AnyTensor; readonly shape: Shape }>({
  arbitrary: fc.oneof({ weight: 4, arbitrary: repetitions }, { weight: 1, arbitrary: rowIntoSquare }),
  exhibits: ({ x, shape }) => [
    ['x', showTensor(x)],
    ['to', `[${shape.join(', ')}]`]
  ],
  reached: ({ x, shape }) => (elementCount(x.shape) < elementCount(shape) ? ['repeated'] : [])
})

export const arrangement = (interpreter: Interpreter): readonly Law[] => {
  const { permute, reshape, broadcast, slice, concatenate } = interpreter
  const law = (name: string, statement: string, check: (drawn: Arranged) => Finding) =>
    tensors(`algebra: ${name}`, statement, check, ['negative zero', 'zero'])
  return [
    permutationsOf(
      'algebra: permute',
      'axis i of the result is axis order[i] of the operand, and the inverse order changes it back',
      ({ x, order }) => {
        const inverse = order.map((_, axis) => order.indexOf(axis))
        const once = permute(permuted(x.shape, order), x, order)
        const reordered = isGathered(x, once, places => permuted(places, inverse))
        return reordered.outcome === 'holds' ? isSame(x, permute(x.shape, once, inverse)) : reordered
      },
      ['negative zero', 'zero', 'an order that is not its own inverse']
    ),
    law('reshape', 'the row-major order stays the same, and reshaping back changes nothing', ({ x }) => {
      const row = reshape([elementCount(x.shape)], x)
      const inOrder = isGathered(x, row, ([i = 0]) => indices(x.shape, i))
      return inOrder.outcome === 'holds' ? isSame(x, reshape(x.shape, row)) : inOrder
    }),
    law('slice', 'the slice is the part of the axis that begins at the start', ({ x, axis, cut }) => {
      const part = slice(x.shape.with(axis, (x.shape[axis] ?? 1) - cut), x, axis, cut)
      return isGathered(x, part, places => places.map((place, i) => (i === axis ? place + cut : place)))
    }),
    law(
      'concatenate',
      'concatenating slices gives the whole, and slicing the whole gives the parts',
      ({ x, axis, cut }) => {
        const size = x.shape[axis] ?? 1
        const [head, tail] = [x.shape.with(axis, cut), x.shape.with(axis, size - cut)]
        const cutUp = (whole: AnyTensor) => [slice(head, whole, axis, 0), slice(tail, whole, axis, cut)] as const
        const [first, rest] = cutUp(x)
        const whole = concatenate(x.shape, first, rest, axis)
        const joined = isSame(x, whole)
        return joined.outcome === 'holds' ? isSame([first, rest], cutUp(whole)) : joined
      }
    ),
    broadcasts(
      'algebra: broadcast',
      'the tensor is repeated along new axes, and along axes of size one',
      ({ x, shape }) => {
        const added = shape.length - x.shape.length
        return isGathered(x, broadcast(shape, x), places =>
          places.slice(added).map((place, axis) => (x.shape[axis] === 1 ? 0 : place))
        )
      },
      ['repeated']
    )
  ]
}
