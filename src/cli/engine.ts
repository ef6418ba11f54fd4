import { type Either, map, mapLeft, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type IO } from 'fp-ts/lib/IO.js'
import { onnxEngine } from '../engine/onnx.js'
import { chooseEngine, eager, javascriptOnly, orEager, wasmEngine } from '../index.js'
import { type Dataset, type Engine, type Learner, type Params, type Value } from '../index.js'
import { type Failure, usage } from './Command.js'
import { option } from './Option.js'
import { oneOf } from './Written.js'

const names = ['eager', 'javascript', 'wasm', 'onnx'] as const

/** `--engine` for commands that train. */
export const trainingEngine = option(oneOf(['auto', ...names]), {
  text: 'auto, eager, javascript, wasm or onnx; auto picks an installed one by network size',
  fallback: 'auto'
})

/** `--engine` for commands that only predict. The default gives the same bits on every machine. */
export const predictingEngine = option(oneOf(names), {
  text: 'eager, javascript, or in float32 wasm or onnx (fastest for many rows)',
  fallback: 'eager'
})

type Tell = (line: string) => IO<void>

/** Writes each line only once. */
const once = (writeError: Tell): Tell => {
  const written = new Set<string>()
  return line => () => {
    if (!written.has(line)) writeError(`Engine ${line}\n`)()
    written.add(line)
  }
}

const engineOf = (name: string, tell: Tell): Either<string, Engine> => {
  const orEagerly = orEager(reason => tell(`eager: ${reason}`))
  if (name === 'eager') return right(eager)
  if (name === 'javascript') return right(orEagerly(javascriptOnly))
  if (name === 'wasm') return right(orEagerly(wasmEngine()))
  return pipe(onnxEngine()(), map(orEagerly))
}

/** The engine of this name. A `Left` says what to install. */
export const engineNamed =
  (name: string) =>
  (writeError: Tell): Either<Failure, Engine> =>
    pipe(engineOf(name, once(writeError)), mapLeft(usage))

/**
 * The engine of this name; `auto` chooses by the size of the learner among the installed engines.
 *
 * A line on stderr reports the choice, and any layer that cannot be compiled: such a network runs eagerly.
 */
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
