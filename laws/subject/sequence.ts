import { pipe } from 'fp-ts/lib/function.js'
import { andThen, identity } from '../../src/layer/andThen.js'
import { beside } from '../../src/layer/combinator/beside.js'
import { recompute } from '../../src/layer/combinator/recompute.js'
import { tie } from '../../src/layer/combinator/tie.js'
import { dense } from '../../src/layer/dense.js'
import { dropout } from '../../src/layer/dropout.js'
import { embedding } from '../../src/layer/embedding.js'
import { eraseTypes } from '../../src/layer/eraseTypes.js'
import { tanh } from '../../src/layer/activation/tanh.js'
import { gru } from '../../src/layer/sequence/gru.js'
import { gruCell } from '../../src/layer/sequence/gruCell.js'
import { keeping } from '../../src/layer/sequence/keeping.js'
import { lastPosition } from '../../src/layer/sequence/lastPosition.js'
import { lstm } from '../../src/layer/sequence/lstm.js'
import { lstmCell } from '../../src/layer/sequence/lstmCell.js'
import { backInTime, overTime } from '../../src/layer/sequence/overTime.js'
import { perPosition } from '../../src/layer/sequence/perPosition.js'
import { rnn, rnnCell } from '../../src/layer/sequence/rnn.js'
import { learnedState, units, zeroState } from '../../src/layer/sequence/startState.js'
import { unembedding } from '../../src/layer/sequence/unembedding.js'
import { normal } from '../../src/tensor/Random.js'
import { type Shape, type Shapes } from '../../src/tensor/Shape.js'
import { type Batched } from '../../src/tensor/Tensor.js'
import { type Value } from '../../src/algebra/Value.js'
import { type Knowledge, type LayerSubject } from './LayerSubject.js'
import { indexBelow } from './domain.js'

/** Sequences of one, two and three positions with two features. */
const sequences: readonly Shapes[] = [
  [2, 2],
  [1, 2],
  [3, 2]
]

/** Properties of the layers on sequences. */
export const sequence: Readonly<Record<string, Knowledge>> = {
  rnn: { layers: [eraseTypes(rnn(2, 1)), eraseTypes(rnn(2, 3))], shapes: sequences },
  gru: { layers: [eraseTypes(gru(2, 1)), eraseTypes(gru(2, 3))], shapes: sequences },
  lstm: { layers: [eraseTypes(lstm(2, 1)), eraseTypes(lstm(2, 3))], shapes: sequences },
  gruCell: { layers: [eraseTypes(gruCell(1)), eraseTypes(gruCell(2))] },
  lstmCell: { layers: [eraseTypes(lstmCell(1)), eraseTypes(lstmCell(2))] },
  zeroState: { layers: [eraseTypes(zeroState<Value, Value>(units(2)))], shapes: sequences, multilinear: true },
  learnedState: {
    layers: [eraseTypes(learnedState<Value, Value>([units(2), units(1)]))],
    shapes: sequences,
    multilinear: true
  },
  lastPosition: {
    layers: [eraseTypes(lastPosition<number, Shape>())],
    shapes: [...sequences, [3], [2, 3, 2]],
    multilinear: true
  },
  unembedding: { layers: [eraseTypes(unembedding(3, 2)), eraseTypes(unembedding(1, 3))], multilinear: true },
  first: { multilinear: true },
  second: { multilinear: true }
}

/** A sequence of two positions with two features, and a state of one or two units. */
const withState = (features: number, state: Shapes): readonly Shapes[] => [
  [[2, features], state],
  [[1, features], state],
  [[3, features], state]
]

/** Combinators of layers on sequences. They have no catalogue row. */
export const sequenceCombinators: readonly LayerSubject[] = [
  {
    name: 'perPosition',
    layers: [
      eraseTypes(perPosition(pipe(dense(2, 3), andThen(tanh())))),
      eraseTypes(perPosition(pipe(dense(2, 2), andThen(dropout(0.5)))))
    ],
    shapes: sequences
  },
  {
    name: 'overTime',
    layers: [
      eraseTypes(overTime(rnnCell(2))),
      eraseTypes(
        overTime(pipe(beside(dropout<readonly [2]>(0.5), identity<Batched<readonly [2]>>()), andThen(rnnCell(2))))
      )
    ],
    shapes: withState(2, [2])
  },
  { name: 'backInTime', layers: [eraseTypes(backInTime(gruCell(1)))], shapes: withState(3, [1]) },
  { name: 'overTime of a pair', layers: [eraseTypes(overTime(lstmCell(1)))], shapes: withState(4, [[1], [1]]) },
  {
    name: 'keeping',
    layers: [eraseTypes(keeping(rnnCell(2)))],
    shapes: [[[[2], []], [2]]]
  },
  {
    name: 'recompute',
    layers: [
      eraseTypes(recompute(pipe(dense(2, 3), andThen(tanh())))),
      eraseTypes(recompute(pipe(dense(2, 2), andThen(dropout(0.5)))))
    ]
  },
  {
    name: 'tie',
    layers: [
      eraseTypes(
        tie(embedding<readonly [2], 3, 2>(3, 2, { weight: normal(0, 0.5) }), rnn(2, 2), perPosition(unembedding(3, 2)))
      )
    ],
    shapes: [[2]],
    input: indexBelow(3)
  }
]
