import { evaluate } from 'fp-ts/lib/State.js'
import { requireInput, requireLayer, requireParams, requireRecord, requireValue } from '../layer/requirements.js'
import { type Dataset, type Example } from '../data/Dataset.js'
import { lastOf, parametersOf, showDescription } from '../layer/Description.js'
import { eager, type Engine } from '../engine/Engine.js'
import { type Layer, shapeOrThrow } from '../layer/Layer.js'
import { drawNoise, noiseCount, trainingForward } from '../layer/trainingForm.js'
import { type Loss } from './Loss.js'
import { type Optimizer } from './Optimizer.js'
import { compiledLike } from './compiled.js'
import { objective } from './valueAndGradient.js'
import { branch, type Random, type Seed } from '../tensor/Random.js'
import { sameShape, shapeError, type Shapes, showShape } from '../tensor/Shape.js'
import { type Scalar, toNumber } from '../tensor/Tensor.js'
import {
  batchSizeOf,
  exampleShape,
  forgetRows,
  isTensor,
  type Params,
  type Value,
  type WithAnyRows
} from '../algebra/Value.js'

/** Everything that a training step reads and replaces. */
export interface State<P extends Params> {
  /** Parameters of the network. */
  readonly params: P
  /** The optimizer's memory. */
  readonly memory: Params
  /** Multiplies the optimizer's learning rate. `onPlateau` lowers it. Default: 1. */
  readonly rateFactor: number
  /** Number of steps taken. */
  readonly step: number
  /** Loss of the last step, before its update. 0 before the first step. */
  readonly stepLoss: number
  /** Source of all randomness of the steps. */
  readonly seed: Seed
}

/**
 * A learner: a network together with a loss and an optimizer. `learner` builds one, and `trajectory` trains one.
 *
 *     step   (state, [input, target]) → the next state
 *
 * `update` is a step without randomness and bookkeeping: a pure function of tensors, which engines compile.
 */
export interface Learner<P extends Params, A extends Value, B extends Value, T extends Value> {
  /** The network that learns. */
  readonly network: Layer<P, A, B>
  /** The loss that the steps minimise. */
  readonly loss: Loss<B, T>
  /** Turns gradients into new parameters. */
  readonly optimizer: Optimizer
  /** State before the first step, with random parameters. */
  readonly init: Random<State<P>>
  /** Computes new parameters and a new memory from a batch, and the loss before the update. */
  readonly update: (
    learningRate: Scalar | number,
    noise: Params,
    params: P,
    memory: Params,
    batch: Example<A, T>
  ) => readonly [params: P, memory: Params, loss: Scalar]
  /** Takes one training step on a batch. */
  readonly step: (state: State<P>, batch: Example<A, T>) => State<P>
}

/**
 * Builds a learner from a network, a loss and an optimizer.
 *
 *     y, cache         = forward(params, x)                      with dropout and other noise
 *     dparams          = backward(params, cache, ∂L/∂y)          plus the gradient of the penalties of the loss
 *     params, memory   = optimizer(params, memory, dparams)
 *
 * @param network the network that learns
 * @param loss the loss that the steps minimise
 * @param optimizer turns gradients into new parameters
 * @throws TypeError if an argument has the wrong kind, such as `meanSquaredError` instead of `meanSquaredError()`; RangeError if
 * a `forParameters` of the optimizer matches no parameter
 * @example
 * const network = pipe(dense(2, 4), andThen(tanh()), andThen(dense(4, 1)))
 * const student = learner(network, meanSquaredError(), adam(0.01))
 */
export const learner = <P extends Params, A extends Value, B extends Value, T extends Value>(
  network: Layer<P, A, B>,
  loss: Loss<B, T>,
  optimizer: Optimizer
): Learner<P, A, B, T> => {
  requireLayer('learner', network)
  requireRecord('learner takes a loss, such as meanSquaredError()', 'gradient', loss)
  requireRecord('learner takes an optimizer, such as sgd(0.1)', 'update', optimizer)
  const deterministic = noiseCount(network) === 0 ? trainingForward(network, []) : undefined
  const parameters = parametersOf(network.description)
  const descend = optimizer.update(parameters)
  const at = objective(network, loss)
  const update: Learner<P, A, B, T>['update'] = (learningRate, noise, params, memory, batch) => {
    const [value, gradient] = at(deterministic ?? trainingForward(network, noise), params, batch)
    const [newParams, newMemory] = descend(learningRate, memory, params, gradient)
    return [newParams, newMemory, value]
  }
  return {
    network,
    loss,
    optimizer,
    init: seed => {
      const [params, next] = network.init(seed)
      return [{ params, memory: optimizer.init(parameters), rateFactor: 1, step: 0, stepLoss: 0, seed: next }, next]
    },
    update,
    step: (state, batch) => {
      const [input] = batch
      const noise = noiseOf(network, state.seed, state.step, exampleShape(input), batchSizeOf(input))
      const [params, memory, value] = update(
        state.rateFactor * optimizer.learningRate(state.step),
        noise,
        state.params,
        state.memory,
        batch
      )
      const { rateFactor, step, seed } = state
      return { params, memory, rateFactor, step: step + 1, stepLoss: toNumber(value), seed }
    }
  }
}

/** The noise of a step. It only depends on the seed and on the number of the step. */
export const noiseOf = <P extends Params, A extends Value, B extends Value>(
  network: Layer<P, A, B>,
  seed: Seed,
  step: number,
  example: Shapes,
  batchSize: number
): Params => (noiseCount(network) === 0 ? [] : evaluate(branch(step)(seed))(drawNoise(network, example, batchSize)))

/**
 * Requires examples that fit a learner.
 *
 * @throws ShapeError if the inputs do not fit the network or the targets do not fit the loss, TypeError if the arguments are
 * not a learner and a dataset
 */
export const requireExamples = <P extends Params, A extends Value, B extends Value, T extends Value>(
  learner: Pick<Learner<P, A, B, T>, 'network' | 'loss'>,
  examples: Dataset<A, T>
): void => {
  requireRecord('Expected a learner, such as learner(network, loss, optimizer)', 'network', learner)
  requireRecord('Expected a dataset, such as dataset(inputs, targets)', 'size', examples)
  const { network, loss } = learner
  const { inputs, targets } = examples
  requireInput(network, inputs)
  requireValue('The targets of a dataset must be a tensor', targets)
  const prediction = shapeOrThrow(network.outputShape(exampleShape(inputs)))
  const taken = loss.targetShape?.(prediction) ?? prediction
  const found = exampleShape(targets)
  if (!sameShape(taken, found)) {
    // One list of numbers has no axis after the batch axis: then both shapes are shown with the batch axis.
    const isList = isTensor(targets) && targets.shape.length < 2 && taken.every(size => typeof size === 'number')
    const [needed, given] = isList ? [`[${['batch', ...taken].join(', ')}]`, targets.shape] : [showShape(taken), found]
    throw shapeError(
      `${showDescription(lastOf(network.description))} returns predictions of shape ${showShape(prediction)}, for which ` +
        `${showDescription(loss.description)} needs targets of shape ${needed}, found ${showShape(given)}`
    )
  }
}

/**
 * Predictions of a network as a function of its parameters and an input. The engine compiles the network once for all
 * parameters, so this suits evaluation during training. `predict` is for fixed parameters.
 *
 * @param engine runs the network. Default: `eager`.
 * @throws ShapeError if the parameters or the input do not fit, TypeError if they are not tensors
 * @example
 * const at = predictor(network, javascript)
 * const predictions = at(params)(input)
 */
export const predictor = <P extends Params, A extends Value, B extends Value>(
  network: Layer<P, A, B>,
  engine: Engine = eager
): ((params: P) => (input: WithAnyRows<A>) => B) => {
  const output = (params: P, input: A): B => network.forward(params, input)[0]
  /** Compiles `forward` for parameters and inputs of this form, which all those of a network share. */
  const forwardOf = (like: readonly [P, A]): ((params: P, input: A) => B) => {
    const { run, arranged } = compiledLike(engine.compile, output, like)
    return (params, input) => arranged([params, input], run(params, input))
  }
  requireLayer('predict', network)
  const requireOwn = requireParams(network.description)
  let forward: ((params: P, input: A) => B) | undefined
  return params => {
    requireOwn(params)
    return rows => {
      const input = forgetRows<A>(rows)
      requireInput(network, input)
      forward ??= forwardOf([params, input])
      return forward(params, input)
    }
  }
}

/**
 * Predictions of a network with fixed parameters. Noise such as dropout is off.
 *
 * @param network the network
 * @param params its parameters, such as `state.params`
 * @param engine runs the network. Default: `eager`.
 * @throws ShapeError if the parameters or the input do not fit, TypeError if they are not tensors
 * @throws Error if a `batchNorm` of the network is not calibrated: call `calibrate` after training
 * @example
 * const state = pipe(trajectory(student, examples, { from: 1 }), train(100))
 * const predictions = predict(student.network, state.params)(examples.inputs)
 */
export const predict = <P extends Params, A extends Value, B extends Value>(
  network: Layer<P, A, B>,
  params: P,
  engine?: Engine
): ((input: WithAnyRows<A>) => B) => predictor(network, engine)(params)
