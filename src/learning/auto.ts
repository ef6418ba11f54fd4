/**
 * Picks what runs a learner, and says what it picked and why:
 *
 *     const { engine, reason } = auto(student, examples, { batchSize: 32, onnx: onnxEngine() })
 *
 * Large networks are for ONNX Runtime, where it is there; all others are compiled to JavaScript; what cannot be compiled is
 * computed operation by operation.
 */
import { type Either, isLeft, isRight, toError, tryCatch } from 'fp-ts/lib/Either.js'
import { type IO } from 'fp-ts/lib/IO.js'
import { evaluate } from 'fp-ts/lib/State.js'
import { selectExamples, type Dataset } from '../data/Dataset.js'
import { sizeOf } from '../layer/Description.js'
import { eager, type Engine } from '../engine/Engine.js'
import { batchOrder } from './batchOrder.js'
import { type Learner } from './Learner.js'
import { seed } from '../tensor/Random.js'
import { positiveInteger } from '../tensor/range.js'
import { programFor } from './programFor.js'
import { type Params, type Value } from '../algebra/Value.js'
import { javascript, javascriptOnly } from '../engine/javascript.js'

export interface EngineChoice {
  readonly engine: Engine
  /** One line: `onnx, in float32: 101,770 parameters times 32 examples a step`. */
  readonly reason: string
}

export interface AvailableEngines {
  /** Examples in a step; 32 if not given. */
  readonly batchSize?: number
  /** Loads ONNX Runtime, or says what is missing. It runs only for a large network; without it `auto` never picks onnx. */
  readonly onnx?: IO<Either<string, Engine>>
}

/** Number of multiplications a step from which a call of ONNX Runtime costs less than it saves. */
const large = 50_000

/** Takes a step with an engine, or says why it cannot. */
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

export const chooseEngine = <P extends Params, A extends Value, B extends Value, T extends Value>(
  learner: Learner<P, A, B, T>,
  examples: Dataset<A, T>,
  { batchSize = 32, onnx }: AvailableEngines = {}
): EngineChoice => {
  positiveInteger('auto: batchSize', batchSize)
  const parameters = sizeOf(learner.network.description)
  const atOnce = Math.min(batchSize, examples.size)
  const multiplications = parameters * atOnce
  const size = `${parameters.toLocaleString('en-US')} parameters, ${atOnce} ${atOnce === 1 ? 'example' : 'examples'} a step`
  const found = multiplications >= large ? onnx?.() : undefined
  if (found !== undefined && isRight(found)) return { engine: found.right, reason: `${found.right.name}: ${size}` }
  const obstacle = attempt(javascriptOnly, learner, examples)
  if (isLeft(obstacle)) return { engine: eager, reason: `eager: ${obstacle.left.message}` }
  return { engine: javascript, reason: `javascript: ${size}${found === undefined ? '' : `; ${found.left}`}` }
}
