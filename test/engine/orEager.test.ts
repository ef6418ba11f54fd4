import { type AnyTensor, Algebra, type Engine, orEager, tensor, toArray } from 'pullback'
import { expect, test } from 'vitest'

const failing: Engine = {
  name: 'failing',
  compile: () => () => {
    throw new Error('out of order')
  }
}

const compiled = (f: (x: AnyTensor) => AnyTensor) => {
  const reported: string[] = []
  const run = orEager(reason => () => void reported.push(reason))(failing).compile((x = tensor([])) => [f(x)])
  return { run, reported }
}

test('computes eagerly if the engine fails, and reports the reason once', () => {
  const { run, reported } = compiled(x => Algebra.scale(2, x))
  expect([[1, 2], [3]].map(numbers => run(tensor(numbers)).map(toArray))).toEqual([[[2, 4]], [[6]]])
  expect(reported).toEqual(['out of order'])
})

test('keeps the other fields of the engine', () => {
  const engine: Engine = { ...failing, stepsPerCall: 'one' }
  expect(orEager(() => () => undefined)(engine)).toMatchObject({ name: 'failing', stepsPerCall: 'one' })
})

test('throws errors of the caller without reporting them', () => {
  const { run, reported } = compiled(x => Algebra.reshape([3], x))
  expect(() => run(tensor([1, 2]))).toThrow(/3/)
  expect(reported).toEqual([])
})
