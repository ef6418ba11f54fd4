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
import { select, type Dataset } from '../data/Dataset.js'
import { sizeOf } from '../layer/Description.js'
import { eager, type Engine } from '../engine/Engine.js'
import { stacked } from '../algebra/kernel/scan.js'
import { type Learner, noiseOf } from './Learner.js'
import { seed } from '../tensor/Random.js'
import { fill } from '../tensor/Tensor.js'
import { stepsOf } from './steps.js'
import { exampleShape, type Params, type Value } from '../algebra/Value.js'
import { javascript, javascriptOnly } from '../engine/javascript.js'

export interface Choice {
  readonly engine: Engine
  /** One line: `onnx, in float32: 101,770 parameters times 32 examples a step`. */
  readonly reason: string
}

export interface Available {
  /** Examples in a step; 32 if not given. */
  readonly batchSize?: number
  /** Loads ONNX Runtime, or says what is missing. It runs only for a large network; without it `auto` never picks onnx. */
  readonly onnx?: IO<Either<string, Engine>>
}

/** From so many multiplications a step on a call of ONNX Runtime costs less than it saves. */
const large = 50_000

/** Takes a step with an engine, or says why it cannot. */
const attempt = <P extends Params, A extends Value, B extends Value, T extends Value>(
  engine: Engine,
  learner: Learner<P, A, B, T>,
  examples: Dataset<A, T>
): Either<Error, unknown> => {
  const like = evaluate(seed(0))(learner.init)
  const one = select([0])(examples)
  const noise = noiseOf(learner.network, like.seed, 0, exampleShape(one.inputs), 1)
  const schedule = { learningRates: fill([1], 0), places: fill([1, 1], 0), noise: noise.map(drawn => stacked([drawn])) }
  return tryCatch(() => stepsOf(engine, learner, one, like)(like.params, like.memory, schedule), toError)
}

export const auto = <P extends Params, A extends Value, B extends Value, T extends Value>(
  learner: Learner<P, A, B, T>,
  examples: Dataset<A, T>,
  { batchSize = 32, onnx }: Available = {}
): Choice => {
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
