/** Layers of other sizes than in the tables of the laws, as a user exports them: no shape and no setting is given. */
import { expect, test } from 'vitest'
import { layerLaws } from '../../laws/layer/layerLaws.js'
import { verify } from '../../laws/law/verify.js'
import * as p from '../../src/index.js'

const layers: readonly p.UntypedLayer[] = [
  p.eraseTypes(p.convolution([4, 9, 7], [3, 2], 6, { stride: 2, padding: 'same', groups: 2 })),
  p.eraseTypes(p.embedding(100, 12)),
  p.eraseTypes(p.unembedding(30, 8)),
  p.eraseTypes(p.batchNorm(13)),
  p.eraseTypes(p.groupNorm(12, 3)),
  p.eraseTypes(p.layerNorm(40)),
  p.eraseTypes(p.prelu(9)),
  p.eraseTypes(p.bilinear(6, 5, 4)),
  p.eraseTypes(p.lstm(11, 9)),
  p.eraseTypes(p.attention(24, 6)),
  p.eraseTypes(p.maskedAttention(24, 4)),
  p.eraseTypes(p.crossAttention(18, 3)),
  p.inSequence([p.embedding(40, 12), p.lstm(12, 10), p.lastPosition(), p.dense(10, 5), p.softmax()]),
  p.inSequence([
    p.convolution([3, 10, 10], 3, 8),
    p.batchNorm(8),
    p.relu(),
    p.maxPool(2),
    p.flatten(),
    p.dense(128, 10)
  ]),
  p.inSequence([
    p.embedding(20, 16),
    p.learnedPositions(8, 16),
    p.transformerBlock(16, 4),
    p.layerNorm(16),
    p.perPosition(p.dense(16, 20))
  ])
]

test.each(layers.map(layer => [p.showDescription(layer.description), layer] as const))('%s', (_, layer) => {
  const { results } = verify(layerLaws(layer), { seed: 42, explain: false, shrinks: 0 })
  expect(results.filter(({ verdict }) => verdict !== 'holds')).toEqual([])
})
