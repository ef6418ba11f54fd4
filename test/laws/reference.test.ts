/** The reference law, which rejects what all other laws accept, and the causes of wrong shapes. */
import { describe, expect, test } from 'vitest'
import { layerLaws, verify } from '../../laws/index.js'
import { shapeMistake } from '../../laws/value/shapeMistake.js'
import * as p from '../../src/index.js'

const right = p.dense(2, 3)

const nothing: typeof right = {
  ...right,
  forward: (params, x) => {
    const [y, cache] = right.forward(params, x)
    return [p.Algebra.scale(0, y), cache]
  },
  backward: (params, cache, dy) => {
    const [[dW, db], dx] = right.backward(params, cache, dy)
    return [[p.Algebra.scale(0, dW), p.Algebra.scale(0, db)], p.Algebra.scale(0, dx)]
  }
}

const options = { runs: 20 }

describe('layerLaws(layer, { like })', () => {
  test('a layer of zeros with zero gradients keeps all other laws, and not that of the reference', () => {
    expect(verify(layerLaws(nothing), options).holds).toBe(true)
    const { results } = verify(layerLaws(nothing, { like: right }), options)
    expect(results.map(({ verdict }) => verdict)).toEqual(['fails', ...new Array<string>(8).fill('holds')])
    expect(results[0]?.law).toBe('dense(2, 3): reference')
    expect(results[0]?.counterexample?.message).toMatch(/^forward gives 0 where dense\(2, 3\) gives -?\d/)
    expect(results[0]?.counterexample?.entry?.place).toMatch(/^output\[\d, \d\]$/)
  })

  test('the same function written in another way keeps the law on 20 seeds', () => {
    const other: typeof right = {
      ...right,
      forward: (params, x) => {
        const [y, cache] = right.forward(params, p.Algebra.scale(2, x))
        const [bias] = right.forward(params, p.Algebra.scale(0, x))
        return [p.Algebra.scale(0.5, p.Algebra.add(y, bias)), cache]
      }
    }
    const [law] = layerLaws(other, { like: right })
    for (let seed = 0; seed < 20; seed++) expect(verify(law === undefined ? [] : [law], { seed }).holds).toBe(true)
  })

  test('a reference with other parameters is told in a line', () => {
    const other: typeof right = {
      ...right,
      description: p.describe('other', {}, [{ name: 'weight', shape: [3, 2] }])
    }
    const [result] = verify(layerLaws(right, { like: other }), options).results
    expect(result?.counterexample?.message).toContain('the parameters must have the shapes of those of other()')
  })
})

describe('a wrong shape has a cause', () => {
  const wrong = (backward: (typeof right)['backward']) => {
    const { results } = verify(layerLaws({ ...right, backward }), options)
    return results.find(({ verdict }) => verdict === 'fails')?.counterexample?.cause
  }

  test('laws name it', () => {
    const reshaped = wrong((params, cache, dy) => {
      const [[dW], dx] = right.backward(params, cache, dy)
      const found: p.AnyTensor = dy
      // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- a mistake that does not compile without it
      return [[dW, found as p.Tensor<readonly [3]>], dx]
    })
    expect(reshaped).toBe('found [1, 3] for [3]: the sum over the batch is missing')
  })

  test.each([
    [[3], [4, 3], 'found [4, 3] for [3]: the sum over the batch is missing'],
    [[3, 2], [2, 3], 'found [2, 3] for [3, 2]: transposed; transpose the result, or swap the factors of the product'],
    [[4, 3], [3], 'found [3] for [4, 3]: the batch was added up, but the gradient needs one row per example'],
    [[3], [3, 1], 'found [3, 1] for [3]: an axis of size 1 is too many or missing; use reshape'],
    [[3, 2], [], 'found [] for [3, 2]: everything was added up to one number'],
    [[3, 2], [5, 7], 'found [5, 7] for [3, 2]'],
    [[[3, 2], [3]], [[3], [3, 2]], 'found [[3], [3, 2]] for [[3, 2], [3]]: the tensors are in another order'],
    [[[3, 2], [3]], [[3, 2]], 'found 1 tensors for 2'],
    [
      [[3, 2], [3]],
      [
        [3, 2],
        [4, 3]
      ],
      'found [4, 3] for [3]: the sum over the batch is missing'
    ]
  ])('expected %j, found %j: %s', (expected, found, cause) => {
    expect(shapeMistake(expected, found)).toBe(cause)
  })
})
