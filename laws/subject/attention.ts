import { attention, crossAttention, maskedAttention } from '../../src/layer/sequence/attention.js'
import { dotProduct } from '../../src/layer/sequence/dotProduct.js'
import { joinHeads, splitHeads } from '../../src/layer/sequence/heads.js'
import { learnedPositions } from '../../src/layer/sequence/learnedPositions.js'
import { maskedDotProduct } from '../../src/layer/sequence/maskedDotProduct.js'
import { transformerBlock } from '../../src/layer/sequence/transformerBlock.js'
import { eraseTypes } from '../../src/layer/eraseTypes.js'
import { type Shapes } from '../../src/tensor/Shape.js'
import { type Knowledge } from './LayerSubject.js'

/** One key, one query, as many keys as queries, more keys than queries, and heads. */
const readings: readonly Shapes[] = [
  [
    [1, 1],
    [
      [1, 1],
      [1, 1]
    ]
  ],
  [
    [2, 2],
    [
      [2, 2],
      [2, 1]
    ]
  ],
  [
    [1, 3],
    [
      [3, 3],
      [3, 2]
    ]
  ],
  [
    [2, 1],
    [
      [4, 1],
      [4, 2]
    ]
  ],
  [
    [2, 2, 2],
    [
      [2, 3, 2],
      [2, 3, 1]
    ]
  ]
]

/** The same, with one number per key. */
const masked: readonly Shapes[] = [
  [
    [
      [1, 1],
      [
        [1, 1],
        [1, 1]
      ]
    ],
    [1]
  ],
  [
    [
      [2, 2],
      [
        [2, 2],
        [2, 1]
      ]
    ],
    [2]
  ],
  [
    [
      [1, 3],
      [
        [3, 3],
        [3, 2]
      ]
    ],
    [3]
  ],
  [
    [
      [2, 2, 2],
      [
        [2, 3, 2],
        [2, 3, 1]
      ]
    ],
    [3]
  ]
]

/** A mask jumps at ½, where it has no gradient. */
const awayFromHalf = (x: number): number => (Math.abs(x - 0.5) < 0.25 ? 0 : x)

const sequencesOf = (features: number): readonly Shapes[] => [1, 2, 3].map(time => [time, features])

/** Properties of attention and of positions, by name. */
export const attentions: Readonly<Record<string, Knowledge>> = {
  dotProduct: { layers: [eraseTypes(dotProduct()), eraseTypes(dotProduct({ causal: true }))], shapes: readings },
  maskedDotProduct: {
    layers: [eraseTypes(maskedDotProduct()), eraseTypes(maskedDotProduct({ causal: true }))],
    shapes: masked,
    input: awayFromHalf
  },
  splitHeads: {
    layers: [eraseTypes(splitHeads(4, 1)), eraseTypes(splitHeads(4, 2)), eraseTypes(splitHeads(4, 4))],
    multilinear: true,
    shapes: sequencesOf(4)
  },
  joinHeads: { layers: [eraseTypes(joinHeads(4, 2))], multilinear: true, shapes: [1, 2, 3].map(time => [2, time, 2]) },
  attention: {
    layers: [
      eraseTypes(attention(4, 1)),
      eraseTypes(attention(4, 2, { causal: true })),
      eraseTypes(attention(4, 2, { rotary: true }))
    ],
    shapes: sequencesOf(4)
  },
  maskedAttention: {
    layers: [eraseTypes(maskedAttention(2, 1)), eraseTypes(maskedAttention(2, 2, { causal: true }))],
    shapes: [1, 2, 3].map(time => [[time, 2], [time]]),
    input: awayFromHalf
  },
  crossAttention: {
    layers: [eraseTypes(crossAttention(2, 1)), eraseTypes(crossAttention(2, 2))],
    shapes: [
      [
        [1, 2],
        [2, 2]
      ],
      [
        [3, 2],
        [1, 2]
      ]
    ]
  },
  // Two features: with four, ten steps of training from large parameters often leave the range of float32.
  transformerBlock: {
    layers: [
      eraseTypes(transformerBlock(2, 1, { hidden: 1 })),
      eraseTypes(transformerBlock(2, 2, { hidden: 2, causal: true })),
      eraseTypes(transformerBlock(2, 1, { hidden: 1, rotary: true }))
    ],
    shapes: sequencesOf(2)
  },
  learnedPositions: {
    layers: [eraseTypes(learnedPositions(3, 2)), eraseTypes(learnedPositions(5, 2))],
    multilinear: true,
    shapes: sequencesOf(2)
  },
  sinusoidalPositions: { shapes: [...sequencesOf(2), ...sequencesOf(4)] },
  rotary: { shapes: [...sequencesOf(2), ...sequencesOf(4), [2, 3, 2]] }
}
