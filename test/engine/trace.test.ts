/** A traced function becomes an ordered program without duplicate or unused nodes, whose results are the same bit for bit. */
import { Algebra, filledTensor, meanSquaredError, scan, type Tensor, tensor, toArray } from 'pullback'
import { describe, expect, test } from 'vitest'
import { type Program } from '../../src/engine/compiler/Program.js'
import { openBatch } from '../../src/tensor/open.js'
import { mermaid, showProgram } from '../../src/engine/compiler/show.js'
import { trace } from '../../src/engine/compiler/trace.js'

const { add, addToRows, exp, matmul, multiply, scale, square, subtract, transpose } = Algebra

/** The program of a function of one tensor x. */
const of = (f: (x: Tensor<readonly [2]>) => Tensor<readonly [2]>): Program =>
  trace([{ name: 'x', shape: [2] }], ['y'], x => [f(x)])

const lines = (program: Program): readonly string[] => showProgram(program).split('\n')

describe('a program', () => {
  test('shows its inputs, its nodes with their shapes, and its outputs', () => {
    const program = trace(
      [
        { name: '0.weight', shape: [3, 2] },
        { name: '0.bias', shape: [3] },
        { name: 'input', shape: [4, 2] }
      ],
      ['output'],
      (weight, bias, input) => [addToRows(bias)(matmul(input, transpose(weight)))]
    )
    expect(showProgram(program)).toMatchInlineSnapshot(`
      "input 0.weight  [3, 2]
      input 0.bias  [3]
      input input  [4, 2]
      v3 = permute(0.weight, [1, 0])  [2, 3]
      v4 = matmul(input, v3)  [4, 3]
      v5 = broadcast(0.bias)  [4, 3]
      v6 = add(v4, v5)  [4, 3]
      output output = v6"
    `)
    expect(mermaid(program)).toMatchInlineSnapshot(`
      "flowchart TD
        n0(["0.weight [3, 2]"])
        n1(["0.bias [3]"])
        n2(["input [4, 2]"])
        n3["permute [2, 3]"]
        n0 --> n3
        n4["matmul [4, 3]"]
        n2 --> n4
        n3 --> n4
        n5["broadcast [4, 3]"]
        n1 --> n5
        n6["add [4, 3]"]
        n4 --> n6
        n5 --> n6
        nout0(["output"])
        n6 --> nout0"
    `)
  })

  test('shares equal nodes', () => {
    expect(lines(of(x => add(exp(x), exp(x))))).toEqual([
      'input x  [2]',
      'v1 = exp(x)  [2]',
      'v2 = add(v1, v1)  [2]',
      'output y = v2'
    ])
  })

  test('drops nodes that no output needs', () => {
    const program = of(x => {
      exp(x)
      return add(x, x)
    })
    expect(lines(program)).toEqual(['input x  [2]', 'v1 = add(x, x)  [2]', 'output y = v1'])
  })

  test('computes constant expressions while tracing', () => {
    const program = of(x => add(x, square(subtract(tensor([0.1, 0.2]), 0.7))))
    const [constant] = program.nodes
    expect(constant?.kind === 'constant' && toArray(constant.value)).toEqual([(0.1 - 0.7) ** 2, (0.2 - 0.7) ** 2])
  })

  test('distinguishes 0 and −0', () => {
    const program = of(x => multiply(add(x, 0), add(x, -0)))
    expect(lines(program)).toContain('v1 = add(x, 0)  [2]')
    expect(lines(program)).toContain('v2 = add(x, -0)  [2]')
    const constants = of(x => multiply(add(x, tensor([0, 1])), add(x, tensor([-0, 1]))))
    expect(constants.nodes.filter(({ kind }) => kind === 'constant').length).toBe(2)
  })

  test('keeps an open batch size', () => {
    const program = trace(
      [
        { name: 'prediction', shape: [openBatch, 3] },
        { name: 'target', shape: [openBatch, 3] }
      ],
      ['loss'],
      (y, t) => [meanSquaredError<readonly [3]>().value(y, t)]
    )
    expect(showProgram(program)).toMatchInlineSnapshot(`
      "input prediction  [batch, 3]
      input target  [batch, 3]
      v2 = batchSize(prediction)  []
      v3 = divide(0.3333333333333333, v2)  []
      v4 = subtract(prediction, target)  [batch, 3]
      v5 = multiply(v4, v4)  [batch, 3]
      v6 = sum(v5, 0, 2)  []
      v7 = multiply(v3, v6)  []
      output loss = v7"
    `)
  })

  test('tells a batch from a batch of positions', () => {
    const program = trace([{ name: 'x', shape: [openBatch, 64, 3] }], ['y', 'z'], x => {
      const flat = exp(Algebra.reshape([x.shape[0] * 64, 3], x))
      return [Algebra.reshape(x.shape, flat), scale(Algebra.meanWeight(1, flat), flat)]
    })
    expect(lines(program)).toContain('v1 = reshape(x)  [batch · 64, 3]')
    expect(lines(program)).toContain('v3 = reshape(v2)  [batch, 64, 3]')
    expect(lines(program)).toContain('v4 = batchSize(v2)  []')
  })

  test('can be deeper than the call stack', () => {
    const long = of(x => Array.from({ length: 20_000 }).reduce<typeof x>(y => add(y, 1), x))
    expect(long.nodes.length).toBe(20_000)
  })
})

describe('a fold', () => {
  test('contains a program of one step, and moves nodes that are the same in every step out of it', () => {
    const program = trace(
      [
        { name: 'start', shape: [2] },
        { name: 'rates', shape: [100] },
        { name: 'x', shape: [2] }
      ],
      ['end', 'squares'],
      (start, rates, x) => {
        const [end, [squares]] = scan(
          (carry, [rate]) => [add(carry, scale(rate, exp(x))), [square(carry)]] as const,
          start,
          [rates]
        )
        return [end, squares]
      }
    )
    expect(showProgram(program)).toMatchInlineSnapshot(`
      "input start  [2]
      input rates  [100]
      input x  [2]
      v3 = exp(x)  [2]
      v4 = scan(100 steps; start: start; rows: rates; captured: v3)
        input carry0  [2]
        input row0  []
        v9 = multiply(row0, v3)  [2]
        v10 = add(carry0, v9)  [2]
        v11 = multiply(carry0, carry0)  [2]
        output carry0 = v10
        output output0 = v11
      v5 = v4.0  [2]
      v6 = v4.1  [100, 2]
      output end = v5
      output squares = v6"
    `)
  })

  test('shows that it runs backwards', () => {
    const program = trace([{ name: 'xs', shape: [3] }], ['all'], xs => {
      const [, [all]] = scan((sum, [x]) => [add(sum, x), [sum]], tensor(0), [xs], 'backwards')
      return [all]
    })
    expect(lines(program)).toContain('v2 = scan(3 steps backwards; start: 0; rows: xs; captured: )')
    expect(mermaid(program)).toContain('scan, 3 steps backwards')
  })

  test('of known inputs is recorded if its step reads a traced tensor', () => {
    const xs = tensor([1, 2, 3])
    let calls = 0
    const program = trace([{ name: 'factor', shape: [] }], ['sum'], factor => {
      const step = (sum: Tensor<readonly []>, [x]: readonly [Tensor<readonly []>]) => {
        calls++
        return [add(sum, multiply(factor, x)), []] as const
      }
      return [scan(step, tensor(0), [xs])[0]]
    })
    expect(program.nodes.map(({ kind }) => kind)).toContain('scan')
    expect(calls).toBe(2)
  })

  test('runs backwards on tensors that hold numbers: the outputs are in the order of the rows', () => {
    let calls = 0
    const [sum, [sums]] = scan(
      (total, [x]) => {
        calls++
        return [add(total, x), [total]] as const
      },
      tensor(0),
      [tensor([1, 2, 3])],
      'backwards'
    )
    expect(toArray(sum)).toEqual([6])
    expect(toArray(sums)).toEqual([5, 3, 0])
    expect(calls).toBe(3)
  })

  test('runs as a loop on tensors that hold numbers', () => {
    const [sum, [sums]] = scan((total, [x]) => [add(total, x), [total]] as const, tensor([0, 1]), [
      tensor([
        [1, 2],
        [3, 4],
        [5, 6]
      ])
    ])
    expect(toArray(sum)).toEqual([9, 13])
    expect(sums.shape).toEqual([3, 2])
    expect(toArray(sums)).toEqual([0, 1, 1, 3, 4, 7])
  })

  test('refuses a carry that changes shape, and inputs of different lengths', () => {
    const growing = (carry: Tensor<readonly [number]>) =>
      [filledTensor<readonly [number]>([carry.shape[0] + 1], 0), []] as const
    expect(() => scan(growing, filledTensor<readonly [number]>([1], 0), [filledTensor([2], 0)])).toThrow(
      'scan: the step must return a carry of shapes [[1]], found [[2]]'
    )
    expect(() =>
      scan(carry => [carry, []], filledTensor([1], 0), [filledTensor([2], 0), filledTensor([3, 1], 0)])
    ).toThrow('scan: inputs must have the same number of rows, found [2] and [3, 1]')
  })

  test('refuses a tensor of a step outside of the step', () => {
    const leaked: Tensor<readonly []>[] = []
    expect(() =>
      trace([{ name: 'xs', shape: [3] }], ['y'], xs => {
        const [total] = scan(
          (total, [x]) => {
            leaked.push(x)
            return [add(total, x), []]
          },
          tensor(0),
          [xs]
        )
        return [add(total, leaked[0] ?? 0)]
      })
    ).toThrow('scan: a tensor made inside a step was used outside of it; return it as an output of the step')
  })
})
