import * as t from 'io-ts/lib/index.js'
import { broadcast } from '../algebra/Algebra.js'
import { type Value } from '../algebra/Value.js'
import { first, second } from '../layer/combinator/first.js'
import { gru } from '../layer/sequence/gru.js'
import { gruCell } from '../layer/sequence/gruCell.js'
import { lastPosition } from '../layer/sequence/lastPosition.js'
import { lstm } from '../layer/sequence/lstm.js'
import { lstmCell } from '../layer/sequence/lstmCell.js'
import { rnn } from '../layer/sequence/rnn.js'
import { learnedState, zeroState } from '../layer/sequence/startState.js'
import { unembedding } from '../layer/sequence/unembedding.js'
import { type Shape, type Shapes, tensorShape } from '../tensor/Shape.js'
import { scalar } from '../tensor/Tensor.js'
import { builtFrom, type LayerRow } from './LayerRow.js'
import { noSettings, size } from './Row.js'

const recurrent = t.strict({ inputs: size, hidden: size })

const cell = t.strict({ hidden: size })

/** Decoder of the shape of a state: one shape, or a list of them. */
const shapes: t.Type<Shapes, Shapes> = t.recursion('a shape or a list of shapes', self =>
  t.union([t.readonlyArray(size), t.readonlyArray(self)])
)

/** A value of this shape, of which `zeroState` and `learnedState` use the shape only. */
const formOf = (state: Shapes): Value => {
  const shape = tensorShape(state)
  return shape === undefined
    ? state.flatMap(part => (typeof part === 'number' ? [] : [formOf(part)]))
    : broadcast([1, ...shape], scalar(0))
}

/** The catalogue of layers on sequences: one row per kind. */
export const sequence: readonly LayerRow[] = [
  {
    name: 'rnn',
    formula: 'hₜ = tanh (xₜ Uᵀ + b + hₜ₋₁ Wᵀ + c)',
    example: { inputs: 2, hidden: 3 },
    build: builtFrom(recurrent, ({ inputs, hidden }) => rnn(inputs, hidden))
  },
  {
    name: 'gru',
    formula: 'hₜ = (1 − zₜ) nₜ + zₜ hₜ₋₁, with an update gate z and a reset gate r',
    example: { inputs: 2, hidden: 3 },
    build: builtFrom(recurrent, ({ inputs, hidden }) => gru(inputs, hidden))
  },
  {
    name: 'lstm',
    formula: 'hₜ = oₜ tanh cₜ, cₜ = fₜ cₜ₋₁ + iₜ gₜ, with the gates i, f, g, o',
    example: { inputs: 2, hidden: 3 },
    build: builtFrom(recurrent, ({ inputs, hidden }) => lstm(inputs, hidden))
  },
  {
    name: 'gruCell',
    formula: '[h′, h′] from gates x and the state h: h′ = (1 − z) n + z h',
    example: { hidden: 2 },
    build: builtFrom(cell, ({ hidden }) => gruCell(hidden))
  },
  {
    name: 'lstmCell',
    formula: '[h′, [h′, c′]] from gates x and the state [h, c]: h′ = o tanh c′, c′ = f c + i g',
    example: { hidden: 2 },
    build: builtFrom(cell, ({ hidden }) => lstmCell(hidden))
  },
  {
    name: 'zeroState',
    formula: 's = 0, for every example of the input',
    example: { state: [2] },
    build: builtFrom(t.strict({ state: shapes }), ({ state }) => zeroState<Value, Value>(formOf(state)))
  },
  {
    name: 'learnedState',
    formula: 's = p, for every example of the input',
    example: { state: [2] },
    build: builtFrom(t.strict({ state: shapes }), ({ state }) => learnedState<Value, Value>(formOf(state)))
  },
  {
    name: 'lastPosition',
    formula: 'y = the last position of x',
    build: builtFrom(noSettings, () => lastPosition<number, Shape>())
  },
  {
    name: 'unembedding',
    formula: 'y = x Eᵀ',
    example: { vocabulary: 3, features: 2 },
    build: builtFrom(t.strict({ vocabulary: size, features: size }), ({ vocabulary, features }) =>
      unembedding(vocabulary, features)
    )
  },
  { name: 'first', formula: 'y = x, of the pair [x, u]', build: builtFrom(noSettings, () => first<Value, Value>()) },
  { name: 'second', formula: 'y = u, of the pair [x, u]', build: builtFrom(noSettings, () => second<Value, Value>()) }
]
