/**
 * What runs a command's network: the engine that was named, or the one that suits the size of the network and is installed.
 *
 * What was picked is told in a line on stderr, and so is a layer that cannot be compiled: then the network runs eagerly.
 */
import { type Either, map, mapLeft, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type IO } from 'fp-ts/lib/IO.js'
import { chooseEngine } from '../learning/auto.js'
import { javascriptOnly } from '../engine/javascript.js'
import { onnxEngine } from '../engine/onnx.js'
import { orEager } from '../engine/orEager.js'
import { type Dataset, eager, type Engine, type Learner, type Params } from '../index.js'
import { type Value } from '../algebra/Value.js'
import { type Failure, usage } from './Command.js'
import { option } from './Option.js'
import { oneOf } from './Written.js'

const names = ['eager', 'javascript', 'onnx'] as const

export const engineName = oneOf(['auto', ...names])

/** What trains a network; but for what stands where it is not written. */
export const engineOption = {
  text: 'what runs the network: auto, eager, javascript or onnx; auto picks by size and by what is installed, and says what it picked',
  value: 'name'
}

/** For a network that only predicts: the same numbers wherever it runs, unless another engine is asked for. */
export const ofEngine = {
  engine: option(oneOf(names), {
    text: 'what runs the network: eager, javascript, or onnx, which is the fastest on many rows, and computes in float32',
    value: 'name',
    fallback: 'eager'
  })
}

type Tell = (line: string) => IO<void>

/** Says each line once, however often there is a reason for it. */
const once = (writeError: Tell): Tell => {
  const told = new Set<string>()
  return line => () => {
    if (!told.has(line)) writeError(`Engine ${line}\n`)()
    told.add(line)
  }
}

const engineOf = (name: string, tell: Tell): Either<string, Engine> => {
  const orEagerly = orEager(reason => tell(`eager: ${reason}`))
  if (name === 'eager') return right(eager)
  if (name === 'javascript') return right(orEagerly(javascriptOnly))
  return pipe(onnxEngine()(), map(orEagerly))
}

/** The engine of this name, or a line that says what to install. */
export const engineNamed =
  (name: string) =>
  (writeError: Tell): Either<Failure, Engine> =>
    pipe(engineOf(name, once(writeError)), mapLeft(usage))

/** The engine of this name, or with `auto` the one that suits the learner. */
export const pickEngine =
  <P extends Params, A extends Value, B extends Value, T extends Value>(
    name: string,
    learner: Learner<P, A, B, T>,
    examples: Dataset<A, T>,
    batchSize: number
  ) =>
  (writeError: Tell): Either<Failure, Engine> => {
    if (name !== 'auto') return engineNamed(name)(writeError)
    const tell = once(writeError)
    const { engine, reason } = chooseEngine(learner, examples, { batchSize, onnx: () => engineOf('onnx', tell) })
    tell(reason)()
    return right(engine)
  }
