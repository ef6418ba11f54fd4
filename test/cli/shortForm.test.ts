/** The short form of networks, `--layers 16,relu`: layers that change the number of features, and layers that need it. */
import { isRight, left } from 'fp-ts/lib/Either.js'
import { expect, test } from 'vitest'
import { networkOf } from '../../src/cli/train/layers.js'
import { showDescription } from '../../src/layer/Description.js'

test('gated units and maxout narrow the rows', () => {
  const found = networkOf('16,glu,prelu,12,maxout:3', 4, 1)
  const parts = isRight(found) ? found.right.description.parts.map(showDescription) : found
  expect(parts).toEqual(['dense(4, 16)', 'glu()', 'prelu(8)', 'dense(8, 12)', 'maxout(3)', 'dense(4, 1)'])
})

test('an odd number of features is refused', () => {
  expect(networkOf('7,glu', 4, 1)).toEqual(
    left('--layers: dense(4, 7) gives [7], but glu() does not accept this shape')
  )
})
