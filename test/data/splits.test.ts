/** Folds, stratified splits, tuples, and the joining of batches. */
import fc from 'fast-check'
import { evaluate } from 'fp-ts/lib/State.js'
import {
  asBatch,
  batches,
  dataset,
  denormalise,
  fromArray,
  fromBatches,
  holdOut,
  inBatches,
  kFold,
  normalise,
  Randoms,
  rescale,
  standardise,
  tensor,
  toArray,
  toNested,
  tupleDataset,
  Values
} from 'pullback'
import { expect, test } from 'vitest'
import { noise } from '../networks.js'

/** Examples whose input is their row index. */
const numbered = (size: number) => {
  const places = fromArray(
    [size, 1],
    Array.from({ length: size }, (_, i) => i)
  )
  return dataset(places, places)
}

const count = (places: readonly number[], classes: readonly number[], of: number): number =>
  places.filter(place => classes[place] === of).length

const jobs = fc.record({
  classes: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 5, maxLength: 40 }),
  k: fc.integer({ min: 2, max: 5 }),
  seed: fc.integer()
})

test('folds are disjoint and complete, and differ in size by at most 1; the seed determines them', () => {
  fc.assert(
    fc.property(jobs, ({ classes, k, seed }) => {
      const fold = (of?: readonly number[]) => evaluate(Randoms.seed(seed))(kFold(k, of)(numbered(classes.length)))
      for (const folds of [fold(), fold(classes)]) {
        const held = folds.map(([, validation]) => toArray(validation.inputs))
        expect(held.flat().toSorted((a, b) => a - b)).toEqual([...classes.keys()])
        expect(
          Math.max(...held.map(({ length }) => length)) - Math.min(...held.map(({ length }) => length))
        ).toBeLessThan(2)
        for (const [training, validation] of folds) {
          const all = [...toArray(training.inputs), ...toArray(validation.inputs)]
          expect(all.toSorted((a, b) => a - b)).toEqual([...classes.keys()])
        }
      }
      expect(toArray(fold()[0]?.[1].inputs ?? tensor([]))).toEqual(toArray(fold()[0]?.[1].inputs ?? tensor([])))
    })
  )
})

test('stratified folds have the examples of every class in equal numbers, up to 1; plain folds do not', () => {
  const differences = (stratified: boolean) =>
    fc.sample(jobs, { seed: 1, numRuns: 50 }).flatMap(({ classes, k, seed }) => {
      const folds = evaluate(Randoms.seed(seed))(kFold(k, stratified ? classes : undefined)(numbered(classes.length)))
      return [0, 1, 2].map(of => {
        const counts = folds.map(([, validation]) => count(toArray(validation.inputs), classes, of))
        return Math.max(...counts) - Math.min(...counts)
      })
    })
  expect(Math.max(...differences(true))).toBe(1)
  expect(Math.max(...differences(false))).toBeGreaterThan(1)
})

test('a stratified hold-out takes the same share of every class', () => {
  const classes = Array.from({ length: 100 }, (_, i) => (i < 10 ? 1 : 0))
  const [training, validation] = evaluate(Randoms.seed(1))(holdOut(0.2, classes)(numbered(100)))
  expect(count(toArray(validation.inputs), classes, 1)).toBe(2)
  expect([training.size, validation.size]).toEqual([80, 20])
  expect(() => holdOut(0.2, [0, 1])(numbered(3))).toThrow(
    'holdOut needs one class per example, found 2 classes and 3 examples'
  )
})

test('wrong numbers of folds are refused', () => {
  expect(() => kFold(1)).toThrow('kFold: k must be at least 2, found 1')
  expect(() => kFold(2.5)).toThrow('kFold: k must be a positive integer, found 2.5')
  expect(() => kFold(4)(numbered(3))).toThrow('kFold: 4 folds need at least 4 examples, found 3')
})

test('denormalise undoes normalise', () => {
  fc.assert(
    fc.property(fc.integer(), seed => {
      const x = asBatch(noise([6, 3], seed))
      for (const scaling of [standardise(x), rescale(x)])
        toArray(denormalise(scaling)(normalise(scaling)(x))).forEach((back, i) =>
          expect(back).toBeCloseTo(toArray(x)[i] ?? NaN, 12)
        )
    })
  )
  // @ts-expect-error: three features
  expect(() => denormalise(rescale(asBatch(tensor([[1]]))))(asBatch(noise([2, 3])))).toThrow(
    'denormalise: the scaling is for examples of shape [1], found [3]'
  )
})

test('fromBatches is the inverse of batches, also on pairs', () => {
  const pairs = tupleDataset([noise([5, 2]), noise([5, 3], 2)], [noise([5, 1], 3), noise([5], 4)])
  for (const size of [1, 2, 5]) {
    const back = fromBatches(batches(size)(pairs))
    expect(back.size).toBe(5)
    expect(Values.sameValue([back.inputs, back.targets], [pairs.inputs, pairs.targets])).toBe(true)
  }
  expect(() => fromBatches([])).toThrow('fromBatches: the number of batches must be a positive integer, found 0')
})

test('a tuple dataset needs one row per example in every tensor', () => {
  expect(() => tupleDataset([noise([5, 2]), noise([4, 3])], noise([5, 1]))).toThrow(
    'A dataset needs tensors with the same number of rows, found 5, 4, 5'
  )
})

const rows = Array.from({ length: 5 }, (_, i) => [tensor([i, 1]), tensor([i])] as const)

test('inBatches stacks examples of a generator', () => {
  const found = Array.from(inBatches(2)(rows), ([inputs, targets]) => [toNested(inputs), toNested(targets)])
  expect(found.map(([inputs]) => inputs)).toEqual([
    [
      [0, 1],
      [1, 1]
    ],
    [
      [2, 1],
      [3, 1]
    ],
    [[4, 1]]
  ])
  expect(found.map(([, targets]) => targets)).toEqual([[[0], [1]], [[2], [3]], [[4]]])
  const misfit = [tensor([1]), tensor([1])] as const
  // @ts-expect-error: examples of two shapes
  expect(() => [...inBatches(2)([...rows.slice(0, 1), misfit])]).toThrow(
    'inBatches: examples must have one shape, found [2] and [1]'
  )
})

test('inBatches stacks examples of an async generator', async () => {
  async function* later() {
    for (const row of rows) yield await Promise.resolve(row)
  }
  const sizes: number[] = []
  for await (const [inputs] of inBatches(2)(later())) sizes.push(inputs.shape[0])
  expect(sizes).toEqual([2, 2, 1])
})
