/** Wrong resumptions from a file, each of which loses one part of the state. */
import { flow } from 'fp-ts/lib/function.js'
import { map } from 'fp-ts/lib/Either.js'
import { scale } from '../../src/algebra/Algebra.js'
import { layerSubjects } from '../subject/layers.js'
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from '../../src/codec/checkpoint.js'
import { eager } from '../../src/engine/Engine.js'
import { adam } from '../../src/learning/optimizer/adam.js'
import { branch } from '../../src/tensor/Random.js'
import { mapValues } from '../../src/algebra/Value.js'
import { saved } from '../codec/codecLaws.js'
import { mapNumbers } from '../value/Numbers.js'
import { resumptionLaw } from '../learning/resumptionLaw.js'
import { type Wrong } from './Wrong.js'

const few = saved(layerSubjects.filter(({ name }) => ['dense', 'tanh', 'dropout', 'batchNorm'].includes(name)))

const losing = (what: string, change: (found: Checkpoint) => Partial<Checkpoint>): Wrong => ({
  name: `a resumption ${what}`,
  laws: [
    resumptionLaw(eager, few, {
      encode: encodeCheckpoint,
      decode: flow(
        decodeCheckpoint,
        map(found => ({ ...found, ...change(found) }))
      )
    })
  ]
})

const inState = (what: string, change: (state: Checkpoint['state']) => Partial<Checkpoint['state']>): Wrong =>
  losing(what, ({ state }) => ({ state: { ...state, ...change(state) } }))

export const wrongResumptions: readonly Wrong[] = [
  inState('that drops the last tensor of memory', ({ memory }) => ({
    memory: memory.map((one, i) => (i === memory.length - 1 ? scale(0, one) : one))
  })),
  inState('with parameters rounded to 32 bits', ({ params }) => ({
    params: mapValues(mapNumbers(Math.fround))(params)
  })),
  inState('that sets the step number to zero', () => ({ step: 0 })),
  inState('with a different seed', ({ seed }) => ({ seed: branch(1)(seed) })),
  inState('that sets the mean loss of the epoch to zero', () => ({ loss: 0 })),
  inState('that resets the rate that a plateau had lowered', () => ({ rateFactor: 1 })),
  inState('that forgets the best loss', ({ plateau }) => ({ plateau: { ...plateau, best: Number.MAX_VALUE } })),
  losing('without the history', () => ({ history: [] })),
  losing('with the optimizer of the command line', () => ({ optimizer: adam(0.01) }))
]
