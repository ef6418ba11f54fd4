/** Random files: tensors, models and checkpoints, of any numbers and any names. */
import * as fc from 'fast-check'
import { type LayerSubject } from '../subject/LayerSubject.js'
import { type Checkpoint } from '../../src/codec/checkpoint.js'
import { type Model } from '../../src/codec/model.js'
import { type Preparation } from '../../src/codec/preparation.js'
import { type Safetensors } from '../../src/codec/safetensors.js'
import { parametersOf, showDescription } from '../../src/layer/Description.js'
import { sameValue } from '../../src/algebra/Value.js'
import { shape } from '../generator/value.js'
import { showValue } from '../value/Numbers.js'
import { anyNumber, described, type Drawn, exactly, first, name, tensorOf, tensorsOf, text } from './Drawn.js'
import { loss } from './loss.js'
import { anyNetworkUsed } from './network.js'
import { plainOptimizer } from './optimizer.js'

export const anyTensors: fc.Arbitrary<Drawn<Safetensors>> = fc
  .record({
    metadata: fc.dictionary(name, text, { noNullPrototype: true, maxKeys: 4 }),
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
/** What a column is divided by. */
const width = fc.double({ min: Number.MIN_VALUE, max: Number.MAX_VALUE, noNaN: true })
const column = fc.oneof(
  fc.record({ ...field, shift: anyNumber.filter(Number.isFinite), width }),
  fc.record({ ...field, categories: fc.array(text) })
)
const preparation: fc.Arbitrary<Preparation> = fc.record({ inputs: fc.array(column, { maxLength: 3 }), target: column })

export const anyModel = (table: readonly LayerSubject[]): fc.Arbitrary<Drawn<Model>> =>
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

const numbersOf = ({ step, stepLoss, loss, epoch, rateFactor, seed, plateau }: Checkpoint['state']): string =>
  exactly([step, stepLoss, loss, epoch, rateFactor, seed, plateau.best, plateau.waited, plateau.cooldown])

/** How two states of a training differ, to the last bit; their networks aside. */
export const unlikeCheckpoints = (one: Checkpoint, other: Checkpoint): string | undefined =>
  first(
    ['the optimizer', described(one.optimizer) === described(other.optimizer)],
    ['a parameter', sameValue(other.state.params, one.state.params)],
    ['the memory of the optimizer', sameValue(other.state.memory, one.state.memory)],
    ['a number of the state', numbersOf(other.state) === numbersOf(one.state)],
    ['the history', exactly(other.history) === exactly(one.history)],
    ['the settings of the run', exactly(other.run) === exactly(one.run)]
  )

export const anyCheckpoint = (table: readonly LayerSubject[]): fc.Arbitrary<Drawn<Checkpoint>> =>
  fc.tuple(anyModel(table), plainOptimizer).chain(([{ value: model, ...drawn }, optimizer]) =>
    fc
      .record({
        memory: tensorsOf(optimizer.direction.memory(parametersOf(model.network.description))),
        rateFactor: anyNumber,
        step: fc.maxSafeNat(),
        stepLoss: anyNumber,
        loss: anyNumber,
        seed: fc.tuple(word, word, word, word),
        epoch: anyNumber,
        plateau: fc.record({ best: anyNumber, waited: anyNumber, cooldown: anyNumber }),
        history: fc.array(fc.dictionary(name, anyNumber, { noNullPrototype: true, maxKeys: 3 }), { maxLength: 3 }),
        run: fc.dictionary(name, text, { noNullPrototype: true, maxKeys: 3 })
      })
      .map(({ history, run, ...rest }) => {
        const value = { model, optimizer, state: { ...rest, params: model.params }, history, run }
        return {
          value,
          differs: found => drawn.differs(found.model) ?? unlikeCheckpoints(value, found),
          exhibits: [
            ...drawn.exhibits,
            ['optimizer', showDescription(optimizer.description)],
            ['state', numbersOf(value.state)]
          ]
        }
      })
  )
