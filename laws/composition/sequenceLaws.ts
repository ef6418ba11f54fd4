/**
 * The laws of layers on sequences.
 *
 *     functor      perPosition (f ; g) = perPosition f ; perPosition g      perPosition id = id
 *     reversal     backInTime c = reverse ; overTime c ; reverse
 *     halves       overTime c on a sequence is overTime c on its first half, then on its second half from the state between
 *     causality    what comes later changes no output of overTime c
 *     fusion       overTime ((f × id) ; c) = (perPosition f × id) ; overTime c
 */
import * as fc from 'fast-check'
import { concatenateAlong, slice } from '../../src/algebra/Algebra.js'
import { addValues, isTensor, type Params, type Value } from '../../src/algebra/Value.js'
import { tanh } from '../../src/layer/activation/tanh.js'
import { andThen, identity } from '../../src/layer/andThen.js'
import { type UntypedLayer } from '../../src/layer/AnyLayer.js'
import { beside } from '../../src/layer/combinator/beside.js'
import { dense } from '../../src/layer/dense.js'
import { showDescription } from '../../src/layer/Description.js'
import { eraseTypes } from '../../src/layer/eraseTypes.js'
import { parameterCount } from '../../src/layer/Layer.js'
import { gruCell } from '../../src/layer/sequence/gruCell.js'
import { lstmCell } from '../../src/layer/sequence/lstmCell.js'
import { backInTime, type Cell, overTime } from '../../src/layer/sequence/overTime.js'
import { perPosition } from '../../src/layer/sequence/perPosition.js'
import { rnnCell } from '../../src/layer/sequence/rnn.js'
import { type Shape, type Shapes } from '../../src/tensor/Shape.js'
import { type AnyTensor, type Batched } from '../../src/tensor/Tensor.js'
import { initial } from '../generator/layer.js'
import { batchSize, params, value } from '../generator/value.js'
import { allOf, fails, type Finding, holds, type Law } from '../law/Law.js'
import { lawOver } from '../law/lawOver.js'
import { firstDifference } from '../value/near.js'
import { showValue } from '../value/Numbers.js'
import { forward, run } from '../value/Passes.js'
import { isSame } from './Chain.js'

/** The combinators of layers on sequences, on layers with erased types. */
export interface SequenceCombinators {
  /** The layer on every position. */
  readonly perPosition: (body: UntypedLayer) => UntypedLayer
  /** The cell on every position, first to last. */
  readonly overTime: (cell: UntypedLayer) => UntypedLayer
  /** The cell on every position, last to first. */
  readonly backInTime: (cell: UntypedLayer) => UntypedLayer
}

/* eslint-disable @typescript-eslint/consistent-type-assertions -- existential type: the draws have the shapes that the cells take */
const typed = (cell: UntypedLayer) => cell as unknown as Cell<Params, Batched<Shape>, Batched<Shape>, Value>

export const sequenceCombinators: SequenceCombinators = {
  perPosition: body => eraseTypes(perPosition(body as unknown as Parameters<typeof perPosition>[0])),
  overTime: cell => eraseTypes(overTime(typed(cell))),
  backInTime: cell => eraseTypes(backInTime(typed(cell)))
}
/* eslint-enable @typescript-eslint/consistent-type-assertions -- end of the block */

interface Drawn {
  readonly cell: UntypedLayer
  /** Layers on one position: f gives what the cell takes. */
  readonly f: UntypedLayer
  readonly g: UntypedLayer
  readonly cellParams: Params
  readonly fParams: Params
  readonly gParams: Params
  /** A sequence for the cell, a sequence for f, and a state. */
  readonly sequence: AnyTensor
  readonly raw: AnyTensor
  readonly state: Value
  /** Output gradients of the cell over time, and of g on every position. */
  readonly dy: AnyTensor
  readonly dState: Value
  readonly dv: AnyTensor
  /** The number of positions in the first half. */
  readonly half: number
}

interface Kind {
  readonly cell: UntypedLayer
  readonly features: number
  readonly hidden: number
  readonly state: Shapes
}

const kinds: readonly Kind[] = [
  { cell: eraseTypes(rnnCell(2)), features: 2, hidden: 2, state: [2] },
  { cell: eraseTypes(gruCell(1)), features: 3, hidden: 1, state: [1] },
  { cell: eraseTypes(lstmCell(2)), features: 8, hidden: 2, state: [[2], [2]] }
]

const tensorOf = (examples: number, shape: Shape): fc.Arbitrary<AnyTensor> =>
  value(examples, shape, 'generic').map(drawn => {
    if (isTensor(drawn)) return drawn
    throw new TypeError('a shape of one tensor gives one tensor')
  })

const draws: fc.Arbitrary<Drawn> = fc
  .tuple(fc.constantFrom(...kinds), batchSize, fc.integer({ min: 2, max: 4 }))
  .chain(([{ cell, features, hidden, state }, examples, steps]) => {
    const f = eraseTypes(dense(2, features))
    const g = eraseTypes(tanh())
    return fc.record({
      cell: fc.constant(cell),
      f: fc.constant(f),
      g: fc.constant(g),
      cellParams: params(initial(cell), 'generic'),
      fParams: params(initial(f), 'generic'),
      gParams: params(initial(g), 'generic'),
      sequence: tensorOf(examples, [steps, features]),
      raw: tensorOf(examples, [steps, 2]),
      state: value(examples, state, 'generic'),
      dy: tensorOf(examples, [steps, hidden]),
      dState: value(examples, state, 'generic'),
      dv: tensorOf(examples, [steps, features]),
      half: fc.integer({ min: 1, max: steps - 1 })
    })
  })

const stepsOf = (x: AnyTensor): number => x.shape[1] ?? 0

const from = (start: number, size: number, x: AnyTensor): AnyTensor => slice<Shape, number, number>(1, start, size, x)

const joined = (x: AnyTensor, y: AnyTensor): AnyTensor => concatenateAlong<Shape, Shape, number>(1, x, y)

const reversed = (x: AnyTensor): AnyTensor =>
  Array.from({ length: stepsOf(x) }, (_, i) => from(i, 1, x)).reduce((sum, position) => joined(position, sum))

/** The two parts of a pair whose first part is a sequence. */
const pairOf = (pair: Value): readonly [sequence: AnyTensor, state: Value] => {
  const [sequence, state] = isTensor(pair) ? [] : pair
  if (sequence === undefined || state === undefined || !isTensor(sequence))
    throw new TypeError('a cell over time returns a sequence and a state')
  return [sequence, state]
}

const isNear = (what: string, found: Value, expected: Value): Finding => {
  const difference = firstDifference(found, expected)
  return difference === undefined
    ? holds()
    : fails(`${what}: expected ${showValue(expected)}, found ${showValue(found)}`)
}

type Check = (ways: SequenceCombinators) => (drawn: Drawn) => Finding

const functor: Check =
  ({ perPosition }) =>
  ({ f, g, fParams, gParams, raw, dv }) => {
    const both = [...fParams, ...gParams]
    const one = run(perPosition(eraseTypes(andThen(g)(f))), both, raw, dv)
    const other = run(eraseTypes(andThen(perPosition(g))(perPosition(f))), both, raw, dv)
    const unit = run(perPosition(eraseTypes(identity<Value>())), [], raw, raw)
    return allOf([
      isSame('the output', one.output, other.output),
      isSame('the gradient of the parameters', one.paramsGradient, other.paramsGradient),
      isSame('the gradient of the input', one.inputGradient, other.inputGradient),
      isSame('the identity', [unit.output, unit.inputGradient], [raw, raw])
    ])
  }

const reversal: Check =
  ({ overTime, backInTime }) =>
  ({ cell, cellParams, sequence, state, dy, dState }) => {
    const found = run(backInTime(cell), cellParams, [sequence, state], [dy, dState])
    const expected = run(overTime(cell), cellParams, [reversed(sequence), state], [reversed(dy), dState])
    const [output, end] = pairOf(expected.output)
    const [dx, dStart] = pairOf(expected.inputGradient)
    return allOf([
      isSame('the output', found.output, [reversed(output), end]),
      isSame('the gradient of the parameters', found.paramsGradient, expected.paramsGradient),
      isSame('the gradient of the input', found.inputGradient, [reversed(dx), dStart])
    ])
  }

const halves: Check =
  ({ overTime }) =>
  ({ cell, cellParams, sequence, state, dy, dState, half }) => {
    const layer = overTime(cell)
    const rest = stepsOf(sequence) - half
    const whole = run(layer, cellParams, [sequence, state], [dy, dState])
    const [x, u] = [from(0, half, sequence), from(half, rest, sequence)]
    const [, between] = pairOf(forward(layer, cellParams, [x, state])[0])
    const second = run(layer, cellParams, [u, between], [from(half, rest, dy), dState])
    const [du, dBetween] = pairOf(second.inputGradient)
    const first = run(layer, cellParams, [x, state], [from(0, half, dy), dBetween])
    const [dx, dStart] = pairOf(first.inputGradient)
    const [y, v] = [pairOf(first.output)[0], pairOf(second.output)[0]]
    return allOf([
      isSame('the output', whole.output, [joined(y, v), pairOf(second.output)[1]]),
      isSame('the gradient of the input', whole.inputGradient, [joined(dx, du), dStart]),
      isNear(
        'the gradient of the parameters',
        whole.paramsGradient,
        addValues(first.paramsGradient, second.paramsGradient)
      )
    ])
  }

const causality: Check =
  ({ overTime }) =>
  ({ cell, cellParams, sequence, state, dv, half }) => {
    const layer = overTime(cell)
    const rest = stepsOf(sequence) - half
    const changed = joined(from(0, half, sequence), from(half, rest, dv))
    const [output] = pairOf(forward(layer, cellParams, [sequence, state])[0])
    const [other] = pairOf(forward(layer, cellParams, [changed, state])[0])
    return isSame('the output before the change', from(0, half, other), from(0, half, output))
  }

const fusion: Check =
  ({ overTime, perPosition }) =>
  ({ cell, f, cellParams, fParams, raw, state, dy, dState }) => {
    const unit = eraseTypes(identity<Value>())
    const both = [...fParams, ...cellParams]
    const inside = overTime(eraseTypes(andThen(cell)(eraseTypes(beside(f, unit)))))
    const outside = eraseTypes(andThen(overTime(cell))(eraseTypes(beside(perPosition(f), unit))))
    const found = run(inside, both, [raw, state], [dy, dState])
    const expected = run(outside, both, [raw, state], [dy, dState])
    const own = parameterCount(f.description)
    return allOf([
      isSame('the output', found.output, expected.output),
      isSame('the gradient of the input', found.inputGradient, expected.inputGradient),
      isSame('the gradient of the cell', found.paramsGradient.slice(own), expected.paramsGradient.slice(own)),
      isNear('the gradient of f', found.paramsGradient.slice(0, own), expected.paramsGradient.slice(0, own))
    ])
  }

/**
 * The laws of layers on sequences: `perPosition` is a functor, `backInTime` is `overTime` on reversed sequences, a sequence is its
 * two halves, outputs do not depend on what comes later, and a layer before a cell can leave the fold.
 *
 * @param ways the combinators. Default: those of the library.
 * @example verify(sequenceLaws())
 */
export const sequenceLaws = (ways: SequenceCombinators = sequenceCombinators): readonly Law[] => {
  const law = lawOver<Drawn>({
    arbitrary: draws,
    exhibits: ({ cell, cellParams, sequence, state }) => [
      ['cell', showDescription(cell.description)],
      ['parameters', showValue(cellParams)],
      ['sequence', showValue(sequence)],
      ['state', showValue(state)]
    ],
    reached: ({ sequence, half, cell }) => [
      cell.description.kind,
      sequence.shape[0] === 1 ? 'batch of one' : 'batch of several',
      half * 2 === stepsOf(sequence) ? 'equal halves' : 'unequal halves'
    ]
  })
  const reach = ['gruCell', 'lstmCell', 'batch of one', 'batch of several', 'equal halves', 'unequal halves']
  return [
    law('sequences: functor', 'perPosition (f ; g) = perPosition f ; perPosition g, bit for bit', functor(ways), reach),
    law('sequences: reversal', 'backInTime c = reverse ; overTime c ; reverse, bit for bit', reversal(ways), reach),
    law('sequences: halves', 'a sequence is its two halves, with the state handed on', halves(ways), reach),
    law('sequences: causality', 'no output depends on what comes later', causality(ways), reach),
    law('sequences: fusion', 'overTime ((f × id) ; c) = (perPosition f × id) ; overTime c', fusion(ways), reach)
  ]
}
