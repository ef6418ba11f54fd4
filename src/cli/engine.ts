/**
 * What runs a command's network: the engine that was named, or the one that suits the size of the network and is installed.
 *
 * What was picked is told in a line on stderr, and so is a layer that cannot be compiled: then the network runs eagerly.
 */
import { type Either, map, mapLeft, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type IO } from 'fp-ts/lib/IO.js'
import { auto } from '../engine/auto.js'
import { javascriptOnly } from '../engine/javascript.js'
import { onnxEngine } from '../engine/onnx.js'
import { orEager } from '../engine/orEager.js'
import { type Dataset, eager, type Engine, type Learner, type Params } from '../index.js'
import { type Value } from '../Value.js'
import { type Failure, usage } from './Command.js'
import { oneOf } from './Written.js'

export const engineName = oneOf(['auto', 'eager', 'javascript', 'onnx'])

/** The option, but for what stands where it is not written. */
export const engineOption = {
  text: 'what runs the network: auto, eager, javascript or onnx; auto picks by size and by what is installed, and says what it picked',
  value: 'name'
}

type Tell = (line: string) => IO<void>

/** The engine, or a line that says what to install. */
export const pickEngine =
  <P extends Params, A extends Value, B extends Value, T extends Value>(
    name: string,
    learner: Learner<P, A, B, T>,
    examples: Dataset<A, T>,
    batchSize: number
  ) =>
  (writeError: Tell): Either<Failure, Engine> => {
    const told = new Set<string>()
    const tell: Tell = line => () => {
      if (!told.has(line)) writeError(`Engine ${line}\n`)()
      told.add(line)
    }
    const orEagerly = orEager(reason => tell(`eager: ${reason}`))
    const onnx = () => pipe(onnxEngine()(), map(orEagerly))
    if (name === 'eager') return right(eager)
    if (name === 'javascript') return right(orEagerly(javascriptOnly))
    if (name === 'onnx') return pipe(onnx(), mapLeft(usage))
    const { engine, reason } = auto(learner, examples, { batchSize, onnx: onnx() })
    tell(reason)()
    return right(engine)
  }
