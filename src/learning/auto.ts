import { type Either, getOrElse, isLeft, isRight, toError, tryCatch } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type IO } from 'fp-ts/lib/IO.js'
import { evaluate } from 'fp-ts/lib/State.js'
import { selectExamples, type Dataset } from '../data/Dataset.js'
import { sizeOf } from '../layer/Description.js'
import { eager, type Engine } from '../engine/Engine.js'
import { batchOrder } from './batchOrder.js'
import { type Learner } from './Learner.js'
import { seed } from '../tensor/Random.js'
import { positiveInteger } from '../tensor/range.js'
import { multiplicationsOf } from './multiplications.js'
import { programFor } from './programFor.js'
import { type Params, type Value } from '../algebra/Value.js'
import { javascript, javascriptOnly } from '../engine/javascript.js'
import { wasmEngine } from '../engine/wasm.js'

/** The engine that `chooseEngine` picked, and why. */
export interface EngineChoice {
  /** The engine to train with. */
  readonly engine: Engine
  /** One line, such as `onnx, in float32: 101,770 parameters, 32 examples a step`. */
  readonly reason: string
}

/** What `chooseEngine` can choose from. */
export interface AvailableEngines {
  /** Number of examples in a mini-batch. Default: 32. */
  readonly batchSize?: number
  /**
   * Loads ONNX Runtime, or returns a line that says why it is not available. It runs only for a large network. Default: onnx is
   * not considered.
   */
  readonly onnx?: IO<Either<string, Engine>>
}

/** Number of multiplications of a step's forward pass above which float32 and vector instructions save more time than calling them costs. */
const large = 50_000

/** Takes one step with an engine. A `Left` holds the error of an engine that cannot. */
const attempt = <P extends Params, A extends Value, B extends Value, T extends Value>(
  engine: Engine,
  learner: Learner<P, A, B, T>,
  examples: Dataset<A, T>
): Either<Error, unknown> => {
  const like = evaluate(seed(0))(learner.init)
  const one = selectExamples([0])(examples)
  const { program, inputs } = programFor(engine, learner, one, like)
  return tryCatch(() => engine.compile(program)(...inputs(like, batchOrder(one, 1, false), 1)), toError)
}

/**
 * Chooses an engine for a learner and says why.
 *
 * - ONNX Runtime, if it is available and the forward pass of a step takes at least 50,000 multiplications. For dense
 *   layers these are parameters × examples; a layer that is applied to positions of a sequence counts once per position.
 * - WebAssembly in float32, if ONNX Runtime is not available for such a learner.
 * - JavaScript, for all other learners that can be compiled. It computes in float64, with the bits of the eager engine.
 * - The eager engine, for a learner that cannot be compiled; the reason is the error.
 *
 * @throws RangeError if the batch size is not a positive integer
 * @example const { engine, reason } = chooseEngine(student, examples, { batchSize: 32 })
 */
export const chooseEngine = <P extends Params, A extends Value, B extends Value, T extends Value>(
  learner: Learner<P, A, B, T>,
  examples: Dataset<A, T>,
  { batchSize = 32, onnx }: AvailableEngines = {}
): EngineChoice => {
  positiveInteger('chooseEngine: batchSize', batchSize)
  const parameters = sizeOf(learner.network.description)
  const atOnce = Math.min(batchSize, examples.size)
  const each = pipe(
    multiplicationsOf(learner, examples),
    getOrElse(() => 0)
  )
  const size = `${parameters.toLocaleString('en-US')} parameters, ${atOnce} ${atOnce === 1 ? 'example' : 'examples'} a step`
  const isLarge = each * atOnce >= large
  const found = isLarge ? onnx?.() : undefined
  if (found !== undefined && isRight(found)) return { engine: found.right, reason: `${found.right.name}: ${size}` }
  const absent = found === undefined ? '' : `; ${found.left}`
  const wasm = wasmEngine()
  if (isLarge && isRight(attempt(wasm, learner, examples))) return { engine: wasm, reason: `wasm: ${size}${absent}` }
  const obstacle = attempt(javascriptOnly, learner, examples)
  if (isLeft(obstacle)) return { engine: eager, reason: `eager: ${obstacle.left.message}` }
  return { engine: javascript, reason: `javascript: ${size}${absent}` }
}
