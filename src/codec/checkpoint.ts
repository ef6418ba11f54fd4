import { apS, bindTo, chain, type Either, left, map } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts/lib/index.js'
import { type Parameter, parametersOf } from '../layer/Description.js'
import { type Optimizer } from '../learning/Optimizer.js'
import { type TrainingState } from '../learning/TrainingState.js'
import { type Params } from '../algebra/Value.js'
import { type AnyTensor } from '../tensor/Tensor.js'
import { attempt } from './Codec.js'
import { explained } from './complaint.js'
import { float } from './float.js'
import { forbiddenKeys } from './json.js'
import { entryOf, fileOf, metadataOf, type Model, modelOf, type OwnKinds, tensorsNamed } from './model.js'
import { optimizerCodec } from './optimizer.js'
import { decodeSafetensors, type Safetensors } from './safetensors.js'
import { seedWords, whole } from './whole.js'

/** Measurements, one record per epoch: `{ epoch, loss, validationLoss, accuracy }`. Names and order are up to the caller. */
export type History = readonly { readonly [measure: string]: number }[]

/**
 * Everything that training needs to resume, bit for bit, as if it had never stopped. A checkpoint file is also a model file.
 *
 * @example
 * const checkpoint: Checkpoint = {
 *   model: { network: eraseTypes(network), params: state.params },
 *   optimizer: student.optimizer,
 *   state,
 *   history: [],
 *   run: {}
 * }
 */
export interface Checkpoint {
  /** The network, its parameters, its loss and its preparation. The parameters are those of `state`. */
  readonly model: Model
  /** The optimizer of the learner. Its memory is part of `state`. */
  readonly optimizer: Optimizer
  /** The state to resume from: `trajectory(learner, data, { from: checkpoint.state })`. */
  readonly state: TrainingState<Params>
  /** Measurements of the epochs so far. May be empty. */
  readonly history: History
  /** Settings of the run, by name, such as batch size and data file. Compare them before you resume: they must be the same. */
  readonly run: { readonly [setting: string]: string }
}

const Written = t.type({
  step: whole,
  epoch: float,
  loss: float,
  /** Absent in checkpoints of earlier versions. */
  stepLoss: t.union([float, t.undefined]),
  seed: seedWords,
  rateFactor: float,
  plateau: t.type({ best: float, waited: float, cooldown: float }),
  history: t.array(t.record(t.string, float), 'a list of measures'),
  run: t.record(t.string, t.string),
  optimizer: t.unknown
})

const prefix = 'optimizer.'

/** Names of the tensors of an outer optimizer's memory: `outer.0`, `outer.1`, … */
const outerName = (place: number): string => `outer.${place}`

/** The memory of an outer optimizer, as a field of a state. The tensors are in order, without gaps. */
const outerOf = (tensors: Safetensors['tensors']): Pick<TrainingState<Params>, 'outer'> => {
  const outer: AnyTensor[] = []
  for (;;) {
    const found = tensors.get(outerName(outer.length))
    if (found === undefined) return outer.length === 0 ? {} : { outer }
    outer.push(found)
  }
}

/** Names and shapes of the optimizer's memory for this network. `forParameters` throws if no parameter has a matching name. */
const memoryOf = (optimizer: Optimizer, { network }: Model): Either<string, readonly Parameter[]> =>
  attempt('checkpoint.optimizer', () =>
    optimizer.direction
      .memory(parametersOf(network.description))
      .map(({ name, shape }) => ({ name: `${prefix}${name}`, shape }))
  )

/**
 * Encodes a checkpoint as the bytes of a safetensors file. `saveCheckpoint` of `pullback/files` writes them to disk.
 *
 *     0.weight, …                   parameters, as in a model file
 *     optimizer.0.weight.mean, …    memory of the optimizer
 *     outer.0, outer.1, …           memory of an outer optimizer (`distribute` with local steps)
 *     __metadata__.checkpoint       JSON: optimizer, step, seed, stepLoss, loss, epoch, plateau, history, run
 *
 * @param own builders of custom kinds. Default: none.
 * @returns a `Left` with the reason if a part of the checkpoint cannot be saved, such as a custom layer without a builder
 */
export const encodeCheckpoint = (checkpoint: Checkpoint, own: OwnKinds = {}): Either<string, Uint8Array> => {
  const { model, optimizer, state, history, run } = checkpoint
  const { params, memory, outer = [], ...rest } = state
  const refused = [...history.flatMap(Object.keys), ...Object.keys(run)].find(name => forbiddenKeys.has(name))
  if (refused !== undefined) return left(`no measure or setting of a checkpoint may be called ${refused}: rename it`)
  return pipe(
    optimizerCodec(own.optimizers, own.schedules).encode(optimizer),
    bindTo('written'),
    apS('metadata', metadataOf(model, own)),
    apS('remembered', memoryOf(optimizer, model)),
    chain(({ written, metadata, remembered }) => {
      const content = Written.encode({
        ...rest,
        history: history.map(row => ({ ...row })),
        run,
        optimizer: written
      })
      return fileOf(
        { ...metadata, checkpoint: JSON.stringify(content) },
        [
          ...parametersOf(model.network.description),
          ...remembered,
          ...outer.map(({ shape }, i) => ({ name: outerName(i), shape }))
        ],
        [...params, ...memory, ...outer]
      )
    })
  )
}

/**
 * Decodes a checkpoint from the bytes of a file that `encodeCheckpoint` wrote.
 *
 * @param own builders of the custom kinds in the file. Default: none.
 * @returns a `Left` with the first fault if the bytes are not a complete checkpoint
 */
export const decodeCheckpoint = (bytes: Uint8Array, own: OwnKinds = {}): Either<string, Checkpoint> =>
  pipe(
    decodeSafetensors(bytes),
    chain(parts =>
      pipe(
        modelOf(parts, own),
        chain(model =>
          pipe(
            entryOf(parts.metadata, 'checkpoint'),
            chain(json => explained('checkpoint')(Written.decode(json))),
            chain(({ optimizer: described, history, run, ...state }) =>
              pipe(
                optimizerCodec(own.optimizers, own.schedules).decode(described),
                chain(optimizer =>
                  pipe(
                    memoryOf(optimizer, model),
                    chain(remembered => tensorsNamed(remembered, parts.tensors)),
                    map(memory => ({
                      model,
                      optimizer,
                      state: {
                        ...state,
                        stepLoss: state.stepLoss ?? state.loss,
                        params: model.params,
                        memory,
                        ...outerOf(parts.tensors)
                      },
                      history,
                      run
                    }))
                  )
                )
              )
            )
          )
        )
      )
    )
  )
