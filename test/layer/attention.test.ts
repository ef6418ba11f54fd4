/** Attention: masks, and what is refused. */
import { evaluate } from 'fp-ts/lib/State.js'
import {
  Algebra,
  asBatch,
  attention,
  dotProduct,
  eraseTypes,
  filledTensor,
  fromArray,
  keeping,
  learnedPositions,
  maskedAttention,
  maskedDotProduct,
  type Nested,
  overTime,
  Randoms,
  rnnCell,
  tensor,
  toArray
} from 'pullback'
import { expect, test } from 'vitest'
import { distance } from '../near.js'

const read = eraseTypes(dotProduct({ causal: true }))
const size = 3 as number

test('causal attention with fewer keys than queries is refused', () => {
  const memory = [filledTensor([1, 2, 4], 1), filledTensor([1, 2, 5], 1)]
  expect(() => read.forward([], [filledTensor([1, 3, 4], 1), memory])).toThrow(
    'dotProduct(true): every causal query needs a key, found 3 queries and 2 keys; pass at least as many keys as queries'
  )
  const plain = dotProduct<readonly [], number, number, number, number>({ causal: true })
  const sequences = (time: number) => asBatch(filledTensor<readonly [number, number, number]>([1, time, 4], 1))
  expect(() => plain.forward([], [sequences(3), [sequences(2), sequences(2)]])).toThrow('every query needs a key')
})

test('heads that do not divide the features, and sequences longer than the context, are refused', () => {
  expect(() => attention(8, size)).toThrow(
    'attention: the number of heads must divide the number of features, found 3 heads and 8 features'
  )
  const longer = asBatch(filledTensor<readonly [number, 5, 2]>([1, 5, 2], 0))
  expect(() => learnedPositions<5, 4, 2>(4, 2).forward([filledTensor([4, 2], 0)], longer)).toThrow(
    'learnedPositions(4, 2) takes sequences of at most 4 positions of 2 features, found [5, 2]'
  )
})

test('attention with a mask is attention on the positions that count', () => {
  const whole = attention<number, 4, 2>(4, 2)
  const masked = maskedAttention<number, 4, 2>(4, 2)
  const params = evaluate(Randoms.seed(1))(whole.init)
  const drawn = evaluate(Randoms.seed(2))(Randoms.normal(0, 1)<readonly [number, number, 4]>([1, 5, 4]))
  const first = (count: number) => asBatch(Algebra.slice<readonly [number, number, 4], 1, number>(1, 0, count, drawn))
  const mask = (count: number) => asBatch(fromArray<readonly [number, number]>([1, 5], [1, 1, 1, 1, 1].fill(0, count)))
  const [all] = masked.forward(params, [asBatch(drawn), mask(5)])
  expect(toArray(all)).toEqual(toArray(whole.forward(params, asBatch(drawn))[0]))
  const [padded] = masked.forward(params, [asBatch(drawn), mask(3)])
  const alone = toArray(whole.forward(params, first(3))[0])
  expect(distance(toArray(padded).slice(0, alone.length), alone)).toBeLessThan(1e-14)
})

test('sequences of different lengths without a mask are refused', () => {
  expect(() =>
    tensor([
      [1, 2, 3],
      [4, 5]
    ] as Nested)
  ).toThrow('tensor: rows must have the same shape, found [3] in row 0 and [2] in row 1')
  const recurrent = eraseTypes(overTime(keeping(rnnCell(2))))
  const refused = recurrent.outputShape([[[3, 2], [2]], [2]])
  expect(refused).toMatchObject({
    left: { message: 'overTime takes sequences of one length and a state, found [[[3, 2], [2]], [2]]' }
  })
})

test('a key that does not count changes nothing, and a query without keys reads 0', () => {
  const masked = eraseTypes(maskedDotProduct())
  const query = filledTensor([1, 2, 1], 1)
  const outputs = (other: number, mask: number) =>
    masked.forward(
      [],
      [[query, [filledTensor([1, 1, 1], other), filledTensor([1, 1, 1], other)]], filledTensor([1, 1], mask)]
    )[0]
  const numbers = (other: number, mask: number) => {
    const output = outputs(other, mask)
    return 'shape' in output ? toArray(output) : []
  }
  expect(numbers(7, 1)).toEqual([7, 7])
  expect(numbers(7, 0)).toEqual([0, 0])
})
