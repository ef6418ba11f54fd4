/** A fold stacks only what is read and differs from step to step, and repeated tensors are computed once. The bits stay the same. */
import {
  Algebra,
  type AnyTensor,
  eqTensor,
  fromArray,
  javascriptOnly,
  scan,
  scalar,
  type Tensor,
  tensor
} from 'pullback'
import { describe, expect, test } from 'vitest'
import { showProgram } from '../../src/engine/compiler/show.js'
import { trace, traceFor } from '../../src/engine/compiler/trace.js'
import { openBatch } from '../../src/tensor/open.js'

const { add, broadcast, exp, multiply, reshape, sumOfAll, tanh, transpose } = Algebra

type Start = Tensor<readonly [3]>
type Rows = Tensor<readonly [5, 3]>

const start = tensor([0.1, -0.2, 0.3])
const rows: Rows = fromArray(
  [5, 3],
  Array.from({ length: 15 }, (_, i) => Math.sin(i))
)

/** The program of a function of `start` and `rows`. Compiled, the function must give the same bits. */
const programOf = (f: (x0: Start, x1: Rows) => readonly AnyTensor[]): string => {
  const g = (...[x0 = start, x1 = rows]: readonly AnyTensor[]) => f(reshape([3], x0), reshape([5, 3], x1))
  const expected = g(start, rows)
  const found = javascriptOnly.compile(g)(start, rows)
  expect(expected.map((tensor, i) => eqTensor.equals(tensor, found[i] ?? scalar(NaN)))).not.toContain(false)
  return showProgram(traceFor([start, rows], g))
}

describe('a fold', () => {
  test('drops outputs, carries and rows that are not read, also in the fold that gives the rows', () => {
    const program = programOf((start, rows) => {
      const [, [before, exps]] = scan((carry, [x]) => [add(carry, x), [carry, exp(carry)]] as const, start, [rows])
      const [, [wanted]] = scan(
        ([sum, other], [x, y, z]) =>
          [[add(sum, x), exp(other)] as const, [multiply(sum, y), add(other, y), exp(z)]] as const,
        [start, start] as const,
        [rows, before, exps] as const
      )
      return [wanted]
    })
    expect(program).toMatchInlineSnapshot(`
      "input x0  [3]
      input x1  [5, 3]
      v2 = scan(5 steps; start: x0; rows: x1; captured: )
        input carry0  [3]
        input row0  [3]
        v8 = add(carry0, row0)  [3]
        output carry0 = v8
        output output0 = carry0
      v3 = v2.1  [5, 3]
      v4 = scan(5 steps; start: x0; rows: x1, v3; captured: )
        input carry0  [3]
        input row0  [3]
        input row1  [3]
        v9 = add(carry0, row0)  [3]
        v10 = multiply(carry0, row1)  [3]
        output carry0 = v9
        output output0 = v10
      v5 = v4.1  [5, 3]
      output output0 = v5"
    `)
  })

  test('keeps a carry that is read by the next step only, and one row, which counts the steps', () => {
    const program = programOf((start, rows) => {
      const [[, end]] = scan(
        ([one, other], [x]) => [[tanh(one), add(one, other)] as const, [x]] as const,
        [start, start] as const,
        [rows]
      )
      return [end]
    })
    expect(program).toMatchInlineSnapshot(`
      "input x0  [3]
      input x1  [5, 3]
      v2 = scan(5 steps; start: x0, x0; rows: x1; captured: )
        input carry0  [3]
        input carry1  [3]
        input row0  [3]
        v7 = tanh(carry0)  [3]
        v8 = add(carry0, carry1)  [3]
        output carry0 = v7
        output carry1 = v8
      v3 = v2.1  [3]
      output output0 = v3"
    `)
  })

  test('does not stack a row, what is the same in every step, or an output twice', () => {
    const program = programOf((start, rows) => {
      const [, stacks] = scan(
        (carry, [x]) => {
          const next = tanh(add(carry, x))
          return [
            multiply(next, tensor([4, 5, 6])),
            [x, exp(start), tensor([1, 2, 3]), next, tanh(add(carry, x))]
          ] as const
        },
        start,
        [rows]
      )
      return stacks
    })
    expect(program).toMatchInlineSnapshot(`
      "input x0  [3]
      input x1  [5, 3]
      v2 = [4, 5, 6]  [3]
      v3 = exp(x0)  [3]
      v4 = scan(5 steps; start: x0; rows: x1; captured: )
        input carry0  [3]
        input row0  [3]
        v10 = add(carry0, row0)  [3]
        v11 = tanh(v10)  [3]
        v12 = multiply(v11, v2)  [3]
        output carry0 = v12
        output output3 = v11
      v5 = broadcast(v3)  [5, 3]
      v6 = [[1, 2, 3], [1, 2, 3], [1, 2, 3], [1, 2, 3], [1, 2, 3]]  [5, 3]
      v7 = v4.1  [5, 3]
      output output0 = x1
      output output1 = v5
      output output2 = v6
      output output3 = v7
      output output4 = v7"
    `)
  })

  test('stacks what an output repeats, and a fold over repeated rows reads what they repeat', () => {
    const program = programOf((start, rows) => {
      const [, [columns, sums, same]] = scan(
        (carry, [x]) =>
          [
            add(carry, x),
            [broadcast([2, 3], tanh(carry)), broadcast([2, 3], sumOfAll(x)), broadcast([2, 3], start)]
          ] as const,
        start,
        [rows]
      )
      const [end] = scan(
        (carry, [a, b, c]) => [add(multiply(carry, a), add(b, c)), []] as const,
        broadcast([2, 3], start),
        [columns, sums, same] as const
      )
      return [end, columns, sums, same]
    })
    expect(program).toMatchInlineSnapshot(`
      "input x0  [3]
      input x1  [5, 3]
      v2 = broadcast(x0)  [2, 3]
      v3 = scan(5 steps; start: x0; rows: x1; captured: )
        input carry0  [3]
        input row0  [3]
        v16 = add(carry0, row0)  [3]
        v17 = tanh(carry0)  [3]
        v18 = sum(row0, 0, 1)  []
        output carry0 = v16
        output output0 = v17
        output output1 = v18
      v4 = v3.1  [5, 3]
      v5 = reshape(v4)  [5, 1, 3]
      v6 = broadcast(v5)  [5, 2, 3]
      v7 = v3.2  [5]
      v8 = reshape(v7)  [5, 1, 1]
      v9 = broadcast(v8)  [5, 2, 3]
      v10 = broadcast(x0)  [5, 2, 3]
      v11 = broadcast(x0)  [1, 3]
      v12 = scan(5 steps; start: v2; rows: v5, v8; captured: v11)
        input carry0  [2, 3]
        input row0  [1, 3]
        input row1  [1, 1]
        v17 = broadcast(row0)  [2, 3]
        v18 = multiply(carry0, v17)  [2, 3]
        v19 = broadcast(row1)  [1, 3]
        v20 = add(v19, v11)  [1, 3]
        v21 = broadcast(v20)  [2, 3]
        v22 = add(v18, v21)  [2, 3]
        output carry0 = v22
      v13 = v12.0  [2, 3]
      output output0 = v13
      output output1 = v6
      output output2 = v9
      output output3 = v10"
    `)
  })

  test('is not computed if its parts are rows', () => {
    const program = programOf((start, rows) => [scan((carry, [x]) => [carry, [x]] as const, start, [rows])[1][0]])
    expect(program).toMatchInlineSnapshot(`
      "input x0  [3]
      input x1  [5, 3]
      output output0 = x1"
    `)
  })
})

describe('element-wise work', () => {
  test('on repeated tensors is done before they are repeated', () => {
    const program = programOf((start, rows) => {
      const one = broadcast([4, 3], start)
      const bias = broadcast([5, 3], start)
      return [
        exp(tanh(broadcast([2, 4, 3], one))),
        add(broadcast([3, 3], start), broadcast([3, 3], reshape([3, 1], start))),
        multiply(broadcast([9, 3], start), broadcast([9, 3], scalar(2))),
        add(rows, multiply(bias, 2))
      ]
    })
    expect(program).toMatchInlineSnapshot(`
      "input x0  [3]
      input x1  [5, 3]
      v2 = tanh(x0)  [3]
      v3 = exp(v2)  [3]
      v4 = broadcast(v3)  [2, 4, 3]
      v5 = broadcast(x0)  [3, 3]
      v6 = reshape(x0)  [3, 1]
      v7 = broadcast(v6)  [3, 3]
      v8 = add(v5, v7)  [3, 3]
      v9 = [2, 2, 2]  [3]
      v10 = multiply(x0, v9)  [3]
      v11 = broadcast(v10)  [9, 3]
      v12 = multiply(x0, 2)  [3]
      v13 = broadcast(v12)  [5, 3]
      v14 = add(x1, v13)  [5, 3]
      output output0 = v4
      output output1 = v8
      output output2 = v11
      output output3 = v14"
    `)
  })

  test('on a large repeated constant is done on its numbers', () => {
    const repeated = broadcast([9, 3], tensor([1, 2, 3]))
    const program = programOf(start => [
      Algebra.scale(sumOfAll(start), repeated),
      Algebra.divide(broadcast([9, 3], start), repeated),
      Algebra.sumOfAll(add(broadcast([9, 3], scalar(1)), broadcast([9, 3], start)))
    ])
    expect(program).toMatchInlineSnapshot(`
      "input x0  [3]
      input x1  [5, 3]
      v2 = sum(x0, 0, 1)  []
      v3 = [1, 2, 3]  [3]
      v4 = multiply(v2, v3)  [3]
      v5 = broadcast(v4)  [9, 3]
      v6 = divide(x0, v3)  [3]
      v7 = broadcast(v6)  [9, 3]
      v8 = [1, 1, 1]  [3]
      v9 = add(v8, x0)  [3]
      v10 = broadcast(v9)  [9, 3]
      v11 = sum(v10, 0, 2)  []
      output output0 = v5
      output output1 = v7
      output output2 = v11"
    `)
  })

  test('views of one repeated number are that number, repeated', () => {
    const program = programOf(start => {
      const total = broadcast([4, 6], sumOfAll(start))
      return [transpose(total), reshape([2, 12], total), broadcast([2, 4, 6], total), Algebra.slice(0, 1, 2, total)]
    })
    expect(program).toMatchInlineSnapshot(`
      "input x0  [3]
      input x1  [5, 3]
      v2 = sum(x0, 0, 1)  []
      v3 = broadcast(v2)  [6, 4]
      v4 = broadcast(v2)  [2, 12]
      v5 = broadcast(v2)  [2, 4, 6]
      v6 = broadcast(v2)  [2, 6]
      output output0 = v3
      output output1 = v4
      output output2 = v5
      output output3 = v6"
    `)
  })

  test('is done once for all examples of an open batch', () => {
    const program = trace(
      [
        { name: 'x', shape: [openBatch, 3] },
        { name: 'b', shape: [3] }
      ],
      ['y'],
      (x, b) => [multiply(x, exp(broadcast(x.shape, b)))]
    )
    expect(showProgram(program)).toMatchInlineSnapshot(`
      "input x  [batch, 3]
      input b  [3]
      v2 = exp(b)  [3]
      v3 = broadcast(v2)  [batch, 3]
      v4 = multiply(x, v3)  [batch, 3]
      output y = v4"
    `)
  })
})
