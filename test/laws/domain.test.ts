/** A layer that takes only some numbers, or needs the statistics of a population, passes its laws without settings. */
import { pipe } from 'fp-ts/lib/function.js'
import { of } from 'fp-ts/lib/State.js'
import { describe, expect, test } from 'vitest'
import { validInput } from '../../laws/subject/domain.js'
import { layerLaws } from '../../laws/layer/layerLaws.js'
import { verify } from '../../laws/run/verify.js'
import { divide, log, multiply, scale, subtract } from '../../src/algebra/Algebra.js'
import { andThen } from '../../src/layer/andThen.js'
import { fork } from '../../src/layer/combinator/fork.js'
import * as Description from '../../src/layer/Description.js'
import { dense } from '../../src/layer/dense.js'
import { embedding } from '../../src/layer/embedding.js'
import { eraseTypes } from '../../src/layer/eraseTypes.js'
import { flatten } from '../../src/layer/flatten.js'
import { layer, withUnchangedShape } from '../../src/layer/Layer.js'
import { batchNorm } from '../../src/layer/normalization/batchNorm.js'
import { type Batched } from '../../src/tensor/Tensor.js'

type Row = Batched<readonly [2]>

/** A function of numbers in a domain, as a layer, with the gradient `dy` divided by a function of the input. */
const onDomain = (domain: Description.Domain | undefined, f: (x: Row) => Row, slope: (x: Row) => Row) =>
  layer<readonly [], Row, Row, Row>({
    description: Description.describe('logarithm', {}, [], domain),
    ...withUnchangedShape,
    init: of([]),
    forward: (_, x) => [f(x), x],
    backward: (_, x, dy) => [[], divide(dy, slope(x))]
  })

const logit = (x: Row): Row => subtract(log(x), log(subtract(1, x)))
const positive = { above: 0 }
const share = { above: 0, below: 1 }
const words = embedding<readonly [3], 4, 2>(4, 2)

const right = {
  embedding: eraseTypes(embedding(4, 2)),
  'embedding first': eraseTypes(pipe(words, andThen(flatten()))),
  'two embeddings': eraseTypes(fork(words, embedding<readonly [3], 3, 2>(3, 2))),
  log: eraseTypes(onDomain(positive, log, x => x)),
  logit: eraseTypes(onDomain(share, logit, x => multiply(x, subtract(1, x)))),
  batchNorm: eraseTypes(batchNorm(2)),
  'batchNorm last': eraseTypes(pipe(dense(2, 2), andThen(batchNorm(2))))
}

test('an index of a large vocabulary is not moved to another one', () => {
  const laws = layerLaws(embedding(500, 3)).filter(({ name }) => name.endsWith('input gradient'))
  expect(verify(laws, { runs: 100 }).results).toMatchObject([{ verdict: 'holds' }])
})

test.each(Object.entries(right))('%s', (_, layer) => {
  const { results } = verify(layerLaws(layer), { runs: 10 })
  expect(results.filter(({ verdict }) => verdict !== 'holds')).toEqual([])
})

describe('is rejected', () => {
  test('without a domain', () => {
    expect(verify(layerLaws(onDomain(undefined, log, x => x)), { runs: 10 }).holds).toBe(false)
  })

  test('a gradient that is wrong in the domain', () => {
    expect(verify(layerLaws(onDomain(positive, log, x => scale(2, x))), { runs: 10 }).holds).toBe(false)
  })
})

test.each([
  [{ indicesBelow: 4 }, [3, 3, 0]],
  [positive, [1 / 9, 7, 0.5]],
  [{ below: 0 }, [-7, -1 / 9, -0.5]],
  [share, [1 / 9, 8 / 9, 0.5]],
  [{}, undefined]
])('inputs for %j', (domain, expected) => {
  const valid = validInput(Description.describe('any', {}, [], domain))
  expect(valid === undefined ? undefined : [-7, 7, 0].map(valid)).toEqual(expected)
})

test('a sequence has the domain of its first layer, and another combinator that of all parts', () => {
  const parts = [positive, { above: -1, below: 2 }].map(domain => Description.describe('any', {}, [], domain))
  expect(Description.domainOf(Description.combine('sequence', parts))).toEqual(positive)
  expect(Description.domainOf(Description.combine('fork', parts))).toEqual({ above: 0, below: 2 })
})
