import { pipe } from 'fp-ts/lib/function.js'
import { tanh } from '../../src/layer/activation/tanh.js'
import { andThen } from '../../src/layer/andThen.js'
import { dense } from '../../src/layer/dense.js'
import { embedding } from '../../src/layer/embedding.js'
import { eraseTypes } from '../../src/layer/eraseTypes.js'
import { layerNorm } from '../../src/layer/normalization/layerNorm.js'
import { repeat } from '../../src/layer/combinator/repeat.js'
import { attention } from '../../src/layer/sequence/attention.js'
import { gru } from '../../src/layer/sequence/gru.js'
import { learnedPositions } from '../../src/layer/sequence/learnedPositions.js'
import { lstm } from '../../src/layer/sequence/lstm.js'
import { perPosition } from '../../src/layer/sequence/perPosition.js'
import { rnn } from '../../src/layer/sequence/rnn.js'
import { sinusoidalPositions } from '../../src/layer/sequence/sinusoidalPositions.js'
import { transformerBlock } from '../../src/layer/sequence/transformerBlock.js'
import { type Subject } from './Subject.js'
import { indexBelow } from './domain.js'

const causal = { causal: true } as const
const shapes = [1, 2, 3, 5, 7].map(time => [time, 4])

const gpt = pipe(
  embedding<readonly [number], 5, 4>(5, 4),
  andThen(learnedPositions(7, 4)),
  andThen(repeat(2, transformerBlock<number, 4, 2>(4, 2, causal))),
  andThen(layerNorm(4)),
  andThen(perPosition(dense(4, 5)))
)

/** Layers on sequences that take one position after the other. */
export const stepwise: readonly Subject[] = [
  { name: 'attention', layers: [eraseTypes(attention(4, 2, causal))], shapes },
  { name: 'rotary attention', layers: [eraseTypes(attention(4, 2, { ...causal, rotary: true }))], shapes },
  { name: 'transformerBlock', layers: [eraseTypes(transformerBlock(4, 2, causal))], shapes },
  { name: 'sinusoidalPositions', layers: [eraseTypes(sinusoidalPositions<number, 4>())], shapes },
  { name: 'rnn', layers: [eraseTypes(rnn(4, 2))], shapes },
  { name: 'lstm, then gru', layers: [eraseTypes(pipe(lstm(4, 3), andThen(tanh()), andThen(gru(3, 2))))], shapes },
  {
    name: 'gpt',
    layers: [eraseTypes(gpt)],
    shapes: shapes.map(shape => shape.slice(0, 1)),
    input: indexBelow(5)
  }
]
