/** Generated datasets, splits, batches and scalings. */
import fc from 'fast-check'
import { chain, evaluate } from 'fp-ts/lib/State.js'
import { sinOf } from '../../src/number/trigonometric.js'
import {
  asBatch,
  type Batched,
  batches,
  classesOf,
  Datasets,
  type Dataset,
  dataset,
  fromArray,
  holdOut,
  normalise,
  type Random,
  Randoms,
  rescale,
  selectExamples,
  shapeError,
  standardise,
  tensor,
  toArray,
  toNested,
  type Value,
  Values
} from 'pullback'
import { describe, expect, test } from 'vitest'
import { noise } from '../networks.js'

const { blobs, circles, moons, sine, spirals, xor } = Datasets

const drawn = <A>(random: Random<A>, seed = 1): A => evaluate(Randoms.seed(seed))(random)

const same = (one: Dataset<Value, Value>, other: Dataset<Value, Value>) =>
  Values.sameValue([one.inputs, one.targets], [other.inputs, other.targets])

const pointsOf = ({ inputs, size }: { readonly inputs: Batched<readonly [2]>; readonly size: number }) => {
  const numbers = toArray(inputs)
  return Array.from({ length: size }, (_, i) => [numbers[2 * i] ?? NaN, numbers[2 * i + 1] ?? NaN] as const)
}

const centres = tensor([
  [0, 0],
  [4, 4],
  [0, 4]
])

type Anything = Dataset<Value, Value>
const generated: Readonly<Record<string, (size: number) => Random<Anything>>> = {
  xor: size => xor(size, 0.1),
  moons: size => moons(size),
  circles: size => circles(size),
  spirals: size => spirals(size, 3),
  blobs: size => blobs(size, centres),
  sine: size => sine(size)
}

describe.each(Object.entries(generated))('%s', (_, of) => {
  test('has the requested number of examples, determined by the seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer(), (size, seed) => {
        const examples = drawn(of(size), seed)
        expect(examples.size).toBe(size)
        expect(Values.tensorsOf([examples.inputs, examples.targets]).map(({ shape }) => shape[0])).toEqual([size, size])
        expect(same(examples, drawn(of(size), seed))).toBe(true)
        expect(same(examples, drawn(of(size), seed ^ 1))).toBe(false)
      })
    )
  })

  test('throws for a size of 0', () => {
    expect(() => of(0)).toThrow('must be a positive integer, found 0')
  })
})

describe('follows its formula', () => {
  test('xor without noise is the truth table', () => {
    const { inputs, targets } = drawn(xor(4))
    expect(toNested(inputs)).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1]
    ])
    expect(toArray(targets)).toEqual([0, 1, 1, 0])
  })

  test('xor with little noise is near the corners, with the same targets', () => {
    const { inputs, targets, ...rest } = drawn(xor(200, 0.05))
    pointsOf({ inputs, ...rest }).forEach(([x, y], i) => {
      expect(toArray(targets)[i]).toBe(Math.round(x) ^ Math.round(y))
    })
  })

  test('moons: half circles of radius 1 around (0, 0) and (1, ½)', () => {
    const examples = drawn(moons(100, 0))
    pointsOf(examples).forEach(([x, y], i) => {
      const label = toArray(examples.targets)[i]
      expect(Math.hypot(x - (label === 1 ? 1 : 0), y - (label === 1 ? 0.5 : 0))).toBeCloseTo(1, 14)
      expect(label === 1 ? y <= 0.5 : y >= 0).toBe(true)
    })
  })

  test('circles: class 0 at radius 1, class 1 at the inner radius', () => {
    const examples = drawn(circles(100, 0, 0.3))
    pointsOf(examples).forEach(([x, y], i) =>
      expect(Math.hypot(x, y)).toBeCloseTo(toArray(examples.targets)[i] === 1 ? 0.3 : 1, 14)
    )
  })

  test('spirals: the angle grows with the radius, from a different start for each class', () => {
    const examples = drawn(spirals(90, 3, 0, 2))
    const labels = classesOf(examples.targets)
    expect(labels.slice(0, 4)).toEqual([0, 1, 2, 0])
    pointsOf(examples).forEach(([x, y], i) => {
      const radius = Math.hypot(x, y)
      const turns = Math.atan2(y, x) / (2 * Math.PI) - 2 * radius - (labels[i] ?? NaN) / 3
      expect(Math.abs(turns - Math.round(turns))).toBeLessThan(1e-12)
    })
  })

  test('blobs: the mean of a class is near its centre, the deviation near the given one', () => {
    const examples = drawn(blobs(3000, centres, 0.5))
    const labels = classesOf(examples.targets)
    const ofClass = pointsOf(examples).filter((_, i) => labels[i] === 1)
    const mean = (numbers: readonly number[]) => numbers.reduce((sum, x) => sum + x, 0) / numbers.length
    const [x, y] = [mean(ofClass.map(([x]) => x)), mean(ofClass.map(([, y]) => y))]
    expect(Math.hypot(x - 4, y - 4)).toBeLessThan(0.1)
    expect(Math.sqrt(mean(ofClass.map(([x]) => (x - 4) ** 2)))).toBeCloseTo(0.5, 1)
  })

  test('blobs around random centres', () => {
    const random = chain((found: typeof centres) => blobs(6, found, 0))(Randoms.uniform(-10, 10)([3, 2]))
    const points = pointsOf(drawn(random))
    expect(points.slice(0, 3)).toEqual(points.slice(3))
  })

  test('sine: the targets are the sine of the inputs', () => {
    const { inputs, targets } = drawn(sine(50, 0))
    const xs = toArray(inputs)
    expect(xs.every(x => Math.abs(x) <= Math.PI)).toBe(true)
    expect(toArray(targets)).toEqual(xs.map(sinOf))
  })

  test.each([
    ['moons', () => moons(4, -1)],
    ['sine', () => sine(4, NaN)],
    ['circles', () => circles(4, -0.1)]
  ])('%s throws for noise that is not a standard deviation', (name, call) => {
    expect(call).toThrow(`${name}: noise must be a finite number of at least 0`)
  })
})

/** Examples whose input is their row index: [0], [1], … */
const numbered = (size: number) => {
  const places = fromArray(
    [size, 1],
    Array.from({ length: size }, (_, i) => i)
  )
  return dataset(places, places)
}

describe('holdOut', () => {
  const jobs = fc.record({
    size: fc.integer({ min: 2, max: 40 }),
    percent: fc.integer({ min: 10, max: 90 }),
    seed: fc.integer()
  })

  test('training and validation are disjoint and complete, keep targets with inputs, and depend only on the seed', () => {
    fc.assert(
      fc.property(jobs, ({ size, percent, seed }) => {
        const share = percent / 100
        const held = Math.round(share * size)
        fc.pre(held > 0 && held < size)
        const [training, validation] = drawn(holdOut(share)(numbered(size)), seed)
        expect([training.size, validation.size]).toEqual([size - held, held])
        const all = [...toArray(training.inputs), ...toArray(validation.inputs)]
        expect(all.toSorted((a, b) => a - b)).toEqual(toArray(numbered(size).inputs))
        expect(same({ ...training, inputs: training.targets }, training)).toBe(true)
        const again = drawn(holdOut(share)(numbered(size)), seed)
        expect(same(again[0], training) && same(again[1], validation)).toBe(true)
      })
    )
  })

  test('another seed holds out other examples', () => {
    const heldBy = (seed: number) => toArray(drawn(holdOut(0.5)(numbered(30)), seed)[1].inputs)
    expect(heldBy(1)).not.toEqual(heldBy(2))
  })

  test.each([0, 0.001, 0.96])('throws for a share of %d, which leaves one side empty', share => {
    expect(() => holdOut(share)(numbered(10))).toThrow(
      new RangeError(`holdOut: the share must leave examples on both sides, found ${share} of 10 examples`)
    )
  })

  test.each([1, -0.5, 1.5, NaN])('throws for a share of %d before it receives examples', share => {
    expect(() => holdOut(share)).toThrow(
      new RangeError(`holdOut: the share must be at least 0 and below 1, found ${share}`)
    )
  })
})

test('shuffled batches are disjoint and complete', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 50 }),
      fc.integer(),
      (size, batchSize, seed) => {
        const cut = batches(batchSize, Randoms.seed(seed))(numbered(size)).flatMap(([inputs]) => toArray(inputs))
        expect(cut.toSorted((a, b) => a - b)).toEqual(toArray(numbered(size).inputs))
      }
    )
  )
})

describe('selectExamples', () => {
  test('returns the examples at the row indices, in the order given', () => {
    const { size, inputs, targets } = selectExamples([3, 0, 3])(numbered(4))
    expect([size, toArray(inputs), toArray(targets)]).toEqual([3, [3, 0, 3], [3, 0, 3]])
  })

  test('throws for invalid row indices', () => {
    expect(() => selectExamples([0, 4])(numbered(4))).toThrow(
      new RangeError('selectExamples: places[1] must be below 4, the number of examples, found 4')
    )
    expect(() => selectExamples([])).toThrow(
      new RangeError('selectExamples: the length of places must be a positive integer, found 0')
    )
    expect(() => selectExamples([0, 0.5])).toThrow(
      new RangeError('selectExamples: places[1] must be a whole number of at least 0, found 0.5')
    )
  })
})

describe('a scaling', () => {
  const columns = (numbers: readonly number[], width: number) =>
    Array.from({ length: width }, (_, column) => numbers.filter((_, i) => i % width === column))
  const jobs = fc.record({ size: fc.integer({ min: 2, max: 20 }), seed: fc.integer() })

  test('standardise: the training data get mean 0 and deviation 1', () => {
    fc.assert(
      fc.property(jobs, ({ size, seed }) => {
        const inputs = noise<readonly [number, 3]>([size, 3], seed)
        for (const column of columns(toArray(normalise(standardise(inputs))(inputs)), 3)) {
          expect(column.reduce((sum, x) => sum + x, 0) / size).toBeCloseTo(0, 10)
          expect(column.reduce((sum, x) => sum + x * x, 0) / size).toBeCloseTo(1, 10)
        }
      })
    )
  })

  test('rescale: the training data fill the range [0, 1]', () => {
    fc.assert(
      fc.property(jobs, ({ size, seed }) => {
        const inputs = noise<readonly [number, 3]>([size, 3], seed)
        for (const column of columns(toArray(normalise(rescale(inputs))(inputs)), 3))
          expect([Math.min(...column), Math.max(...column)]).toEqual([0, 1])
      })
    )
  })

  test('other data are scaled with the fitted scaling', () => {
    const scaling = rescale(asBatch(fromArray([2, 1], [0, 10])))
    expect(toArray(normalise(scaling)(asBatch(fromArray([2, 1], [5, 20]))))).toEqual([0.5, 2])
  })

  test('a constant feature becomes 0, even if its mean is rounded', () => {
    const inputs = asBatch(fromArray([3, 2], [0.1, 1, 0.1, 2, 0.1, 3]))
    expect(columns(toArray(normalise(standardise(inputs))(inputs)), 2)[0]).toEqual([0, 0, 0])
    expect(columns(toArray(normalise(rescale(inputs))(inputs)), 2)[0]).toEqual([0, 0, 0])
  })

  test('rejects examples of another shape, at compile time and at run time', () => {
    const scaling = rescale(asBatch(noise([4, 3])))
    // @ts-expect-error -- the scaling has three features, the examples have two
    expect(() => normalise(scaling)(asBatch(noise([4, 2])))).toThrow(
      shapeError('normalise: the scaling is for examples of shape [3], found [2]')
    )
  })
})
