/** Random files: tensors, models and checkpoints, of any numbers and any names. */
import * as fc from 'fast-check'
import { type Row } from '../../src/catalogue/Row.js'
import { type Checkpoint } from '../../src/codec/checkpoint.js'
import { type Model } from '../../src/codec/model.js'
import { type Preparation } from '../../src/codec/preparation.js'
import { type Safetensors } from '../../src/codec/safetensors.js'
import { parametersOf, showDescription } from '../../src/Description.js'
import { sameValue } from '../../src/Value.js'
import { shape } from '../generator/value.js'
import { showValue } from '../Numbers.js'
import { anyNumber, described, type Drawn, exactly, first, name, tensorOf, tensorsOf } from './Drawn.js'
import { loss } from './loss.js'
import { anyNetworkUsed } from './network.js'
import { plainOptimizer } from './optimizer.js'

export const anyTensors: fc.Arbitrary<Drawn<Safetensors>> = fc
  .record({
    metadata: fc.dictionary(name, fc.string({ unit: 'binary' }), { noNullPrototype: true, maxKeys: 4 }),
    tensors: fc.uniqueArray(
      fc.tuple(
        name.filter(text => text !== '__metadata__'),
        shape().chain(tensorOf)
      ),
      { selector: ([own]) => own, maxLength: 4 }
    )
  })
  .map(({ metadata, tensors }) => {
    const all = new Map(tensors)
    return {
      value: { metadata, tensors: all },
      differs: found =>
        first(
          ['the metadata', exactly(found.metadata) === exactly(metadata)],
          ['the number of tensors', found.tensors.size === all.size],
          [
            'a tensor',
            tensors.every(([own, tensor]) => {
              const other = found.tensors.get(own)
              return other !== undefined && sameValue(other, tensor)
            })
          ]
        ),
      exhibits: [
        ['metadata', JSON.stringify(metadata)],
        ...tensors.map(([own, tensor]) => [own, showValue(tensor)] as const)
      ]
    }
  })

const field = { name, unit: name }
const column = fc.oneof(
  fc.record({ ...field, shift: anyNumber, width: anyNumber }),
  fc.record({ ...field, categories: fc.array(fc.string({ unit: 'binary' })) })
)
const preparation: fc.Arbitrary<Preparation> = fc.record({ inputs: fc.array(column, { maxLength: 3 }), target: column })

export const anyModel = (table: readonly Row[]): fc.Arbitrary<Drawn<Model>> =>
  anyNetworkUsed(table).chain(({ value: network, ...drawn }) =>
    fc
      .record({ params: tensorsOf(parametersOf(network.description)), loss, preparation }, { requiredKeys: ['params'] })
      .map(rest => ({
        value: { network, ...rest },
        differs: found =>
          drawn.differs(found.network) ??
          first(
            ['a parameter', sameValue(found.params, rest.params)],
            ['the loss', exactly(found.loss?.description) === exactly(rest.loss?.description)],
            ['the preparation', exactly(found.preparation) === exactly(rest.preparation)]
          ),
        exhibits: [...drawn.exhibits, ['parameters', showValue(rest.params)]]
      }))
  )

const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })

export const anyCheckpoint = (table: readonly Row[]): fc.Arbitrary<Drawn<Checkpoint>> =>
  fc.tuple(anyModel(table), plainOptimizer).chain(([{ value: model, ...drawn }, own]) =>
    fc
      .record({
        memory: tensorsOf(own.direction.memory(parametersOf(model.network.description))),
        rateFactor: anyNumber,
        step: fc.maxSafeNat(),
        loss: anyNumber,
        seed: fc.tuple(word, word, word, word),
        epoch: anyNumber,
        plateau: fc.record({ best: anyNumber, waited: anyNumber, cooldown: anyNumber }),
        history: fc.array(fc.dictionary(name, anyNumber, { noNullPrototype: true, maxKeys: 3 }), { maxLength: 3 }),
        run: fc.dictionary(name, fc.string({ unit: 'binary' }), { noNullPrototype: true, maxKeys: 3 })
      })
      .map(({ history, run, ...rest }) => {
        const state = { ...rest, params: model.params }
        const numbers = ({ step, loss, epoch, rateFactor, seed, plateau }: Checkpoint['state']) =>
          exactly([step, loss, epoch, rateFactor, seed, plateau.best, plateau.waited, plateau.cooldown])
        return {
          value: { model, optimizer: own, state, history, run },
          differs: found =>
            drawn.differs(found.model) ??
            first(
              ['the optimizer', described(own) === described(found.optimizer)],
              ['a parameter', sameValue(found.state.params, state.params)],
              ['what the optimizer remembers', sameValue(found.state.memory, state.memory)],
              ['a number of the state', numbers(found.state) === numbers(state)],
              ['the history', exactly(found.history) === exactly(history)],
              ['the settings of the run', exactly(found.run) === exactly(run)]
            ),
          exhibits: [...drawn.exhibits, ['optimizer', showDescription(own.description)], ['state', numbers(state)]]
        }
      })
  )
