import { type AnyTensor, Algebra, type Engine, orEager, tensor, toArray } from 'pullback'
import { expect, test } from 'vitest'

const failing: Engine = {
  name: 'failing',
  compile: () => () => {
    throw new Error('out of order')
  }
}

const compiled = (f: (x: AnyTensor) => AnyTensor) => {
  const told: string[] = []
  const run = orEager(reason => () => void told.push(reason))(failing).compile((x = tensor([])) => [f(x)])
  return { run, told }
}

test('what an engine cannot run is computed eagerly, and told once', () => {
  const { run, told } = compiled(x => Algebra.scale(2, x))
  expect([[1, 2], [3]].map(numbers => run(tensor(numbers)).map(toArray))).toEqual([[[2, 4]], [[6]]])
  expect(told).toEqual(['out of order'])
})

test('what an engine says of itself stays', () => {
  const engine: Engine = { ...failing, stepsPerCall: 'one' }
  expect(orEager(() => () => undefined)(engine)).toMatchObject({ name: 'failing', stepsPerCall: 'one' })
})

test('a mistake of the caller is thrown, and not told', () => {
  const { run, told } = compiled(x => Algebra.reshape([3], x))
  expect(() => run(tensor([1, 2]))).toThrow(/3/)
  expect(told).toEqual([])
})
