/**
 * A scan is a loop over rows: step by step, forwards and backwards, with all carries in the order of the rows.
 *
 *     forwards      c[i] = step(c[i − 1], x[i])        backwards      c[i] = step(c[i + 1], x[i])
 */
import * as fc from 'fast-check'
import { type Interpreter } from '../../src/algebra/Interpreter.js'
import { type Shape } from '../../src/tensor/Shape.js'
import { type AnyTensor } from '../../src/tensor/Tensor.js'
import { shape, tensor } from '../generator/value.js'
import { layout } from '../generator/layout.js'
import { type Law } from '../law/Law.js'
import { lawOver } from '../law/lawOver.js'
import { showTensor } from '../value/Numbers.js'
import { none } from './Application.js'
import { isSame } from './arrangement.js'
import { length } from './shapes.js'

interface Folded {
  readonly start: AnyTensor
  readonly x: AnyTensor
  readonly view: AnyTensor
}

const folds = lawOver<Folded>({
  arbitrary: fc
    .tuple(shape(2), length)
    .chain(([shape, steps]) => fc.record({ start: tensor(shape), x: tensor([steps, ...shape]) }))
    .chain(drawn => layout(drawn.x).map(view => ({ ...drawn, view }))),
  exhibits: ({ start, x }) => [
    ['start', showTensor(start)],
    ['x', showTensor(x)]
  ],
  reached: ({ x }) => ((x.shape[0] ?? 1) > 1 ? ['several steps'] : [])
})

export const fold = ({ add, multiply, slice, reshape, concatenate, scan }: Interpreter): readonly Law[] => {
  const step = (shape: Shape, carry: AnyTensor, row: AnyTensor) => add(shape, multiply(shape, 0.5, carry), row)
  const rowAt = (x: AnyTensor, i: number) => {
    const [, ...shape] = x.shape
    return reshape(shape, slice([1, ...shape], x, 0, i))
  }
  /** The last carry, and all carries in the order of the rows. */
  const looped = ({ start, x }: Folded, isBackwards: boolean): readonly AnyTensor[] => {
    const [steps = 1, ...shape] = x.shape
    const one = (carry: AnyTensor) => reshape([1, ...shape], carry)
    const order = Array.from({ length: steps }, (_, i) => (isBackwards ? steps - 1 - i : i))
    const [last, all] = order.reduce<readonly [carry: AnyTensor, all: AnyTensor | undefined]>(
      ([carry, all], i) => {
        const next = step(shape, carry, rowAt(x, i))
        if (all === undefined) return [next, one(next)]
        const [first, second] = isBackwards ? [one(next), all] : [all, one(next)]
        return [next, concatenate([(all.shape[0] ?? 0) + 1, ...shape], first, second, 0)]
      },
      [start, undefined]
    )
    return [last, all ?? none]
  }
  const scanned = ({ start, view }: Folded, isBackwards: boolean): readonly AnyTensor[] => {
    const [carry, outputs] = scan(
      ([carry = none], [row = none]) => {
        const next = step(start.shape, carry, row)
        return [[next], [next]]
      },
      [start],
      [view],
      isBackwards ? 'backwards' : 'forwards'
    )
    return [...carry, ...outputs]
  }
  return [
    folds(
      'algebra: scan forwards',
      'the carries are those of a loop from the first row',
      drawn => isSame(looped(drawn, false), scanned(drawn, false)),
      ['several steps']
    ),
    folds(
      'algebra: scan backwards',
      'the carries are those of a loop from the last row, in the order of the rows',
      drawn => isSame(looped(drawn, true), scanned(drawn, true)),
      ['several steps']
    ),
    folds('algebra: scan in a scan', 'sums of sums are those of one scan over all rows', drawn => {
      const [, ...shape] = drawn.x.shape
      const twice = concatenate(
        [2, ...drawn.x.shape],
        reshape([1, ...drawn.x.shape], drawn.x),
        reshape([1, ...drawn.x.shape], drawn.x),
        0
      )
      const inner = (carry: AnyTensor, rows: AnyTensor) =>
        scan(([carry = none], [row = none]) => [[step(shape, carry, row)], []], [carry], [rows], 'forwards')[0]
      const [nested] = scan(
        ([carry = none], [rows = none]) => [inner(carry, rows), []],
        [drawn.start],
        [twice],
        'forwards'
      )
      return isSame([inner(inner(drawn.start, drawn.x)[0] ?? none, drawn.x)[0] ?? none], nested)
    })
  ]
}
