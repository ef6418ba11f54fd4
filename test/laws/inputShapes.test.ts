/** The shapes that a layer is tried with if it does not fix one. */
import { expect, test } from 'vitest'
import { inputShapes } from '../../laws/generator/inputShapes.js'
import { layerLaws } from '../../laws/layer/layerLaws.js'
import { showOverview } from '../../laws/run/overview.js'
import { verify } from '../../laws/run/verify.js'
import { tanh } from '../../src/layer/activation/tanh.js'
import { type UntypedLayer } from '../../src/layer/AnyLayer.js'
import { dense } from '../../src/layer/dense.js'
import { eraseTypes } from '../../src/layer/eraseTypes.js'
import { batchNorm } from '../../src/layer/normalization/batchNorm.js'
import { attention, crossAttention, maskedAttention } from '../../src/layer/sequence/attention.js'
import { dotProduct } from '../../src/layer/sequence/dotProduct.js'
import { learnedPositions } from '../../src/layer/sequence/learnedPositions.js'
import { lstm } from '../../src/layer/sequence/lstm.js'
import { perPosition } from '../../src/layer/sequence/perPosition.js'

test.each<[layer: UntypedLayer, shapes: string]>([
  [eraseTypes(dense(7, 6)), '[7]'],
  [eraseTypes(lstm(7, 6)), '[3,7] [2,7] [1,7]'],
  [eraseTypes(attention(8, 2)), '[3,8] [2,8] [1,8]'],
  [eraseTypes(maskedAttention(8, 2)), '[[3,8],[3]] [[2,8],[2]] [[1,8],[1]]'],
  [eraseTypes(batchNorm(7)), '[7] [7,4] [7,4,4]'],
  [eraseTypes(learnedPositions(9, 6)), '[3,6] [2,6] [1,6]'],
  [eraseTypes(perPosition(dense(7, 6))), '[3,7] [2,7] [1,7]']
])('shapes: %#', (layer, shapes) => {
  expect(
    inputShapes(layer)
      .map(shape => JSON.stringify(shape))
      .join(' ')
  ).toBe(shapes)
})

test('pairs of sequences of different lengths', () => {
  expect(inputShapes(eraseTypes(crossAttention(8, 2)))).toContainEqual([
    [1, 8],
    [3, 8]
  ])
})

test('a layer of any shape is tried with many', () => {
  expect(inputShapes(eraseTypes(tanh())).length).toBe(10)
})

test('a layer that takes no such shape says so once', () => {
  const { results } = verify(layerLaws(dotProduct()))
  const text = showOverview({
    tried: [{ kind: 'layer', name: 'mine', results }],
    coverage: new Map(),
    seconds: 1,
    seed: 0
  })
  expect(text.match(/^ {2}what +no draw could be made: TypeError: .* takes no small shape: .*$/gm)).toHaveLength(1)
  expect(text).not.toContain('likely')
})
