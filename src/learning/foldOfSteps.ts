import { gatherRows, reshape } from '../algebra/Algebra.js'
import { stacked } from '../algebra/kernel/scan.js'
import { scan } from '../algebra/scan.js'
import { exampleShape, formed, mapBatches, type Params, tensorsOf, type Value } from '../algebra/Value.js'
import { type Dataset } from '../data/Dataset.js'
import { elementCount, type Shape } from '../tensor/Shape.js'
import { type AnyTensor, fresh, rowMajorNumbers } from '../tensor/Tensor.js'
import { type BatchOrder } from './batchOrder.js'
import { noiseCount } from '../layer/trainingForm.js'
import { type Learner, noiseOf, type State } from './Learner.js'
import { type StepProgram } from './StepProgram.js'

/**
 * Maximum number of steps per call. More steps save no time and overflow the processor's cache. Noise takes most of the memory.
 */
const mostSteps = { quiet: 4000, withNoise: 500 }

/** Gathers the rows of a batch from all examples, as part of a program. */
const examplesAt = (rows: AnyTensor) =>
  mapBatches((all: AnyTensor): AnyTensor => {
    const [size = 1, ...example] = all.shape
    const features = elementCount(example)
    const taken = gatherRows<Shape>([...rows.shape, features], reshape([size, features], all), rows)
    return reshape([...rows.shape, ...example], taken)
  })

/**
 * Many training steps as one function of tensors, so that an engine can run them as one program.
 *
 *     [params, memory], losses = fold of update over [learning rate, rows of the batch, noise] of each step
 *
 * The whole dataset is one input. Each step gathers the rows of its batch from it.
 */
export const foldOfSteps = <P extends Params, A extends Value, B extends Value, T extends Value>(
  { network, optimizer, update }: Learner<P, A, B, T>,
  { inputs, targets }: Dataset<A, T>,
  like: State<P>
): StepProgram<P> => {
  const example = exampleShape(inputs)
  const isNoisy = noiseCount(network) > 0
  const examples = [...tensorsOf(inputs), ...tensorsOf(targets)]
  const inParams = like.params.length
  const inCarry = inParams + like.memory.length
  const atTargets = inCarry + tensorsOf(inputs).length
  const atSteps = inCarry + examples.length

  const learningRates = ({ rateFactor, step }: State<P>, steps: number): AnyTensor => {
    const rates = new Float64Array(steps)
    for (let i = 0; i < steps; i++) rates[i] = rateFactor * optimizer.learningRate(step + i)
    return fresh([steps], rates)
  }

  /** Without shuffling, consecutive calls take the same rows. Passing the same tensor lets engines reuse it. */
  let known: { readonly place: number; readonly rows: AnyTensor } | undefined
  const rowsFrom = ({ step, seed }: State<P>, order: BatchOrder, steps: number): AnyTensor => {
    const place = step % order.stepsPerEpoch
    if (order.isRepeated && known?.place === place && known.rows.shape[0] === steps) return known.rows
    const size = order.sizeAt(step)
    const numbers = new Float64Array(steps * size)
    for (let i = 0, to = 0; i < steps; i++) for (const row of order.rowsAt(step + i, seed)) numbers[to++] = row
    const rows = fresh([steps, size], numbers)
    known = { place, rows }
    return rows
  }

  const noiseFrom = ({ step, seed }: State<P>, order: BatchOrder, steps: number): Params => {
    if (!isNoisy) return []
    const size = order.sizeAt(step)
    const noise = Array.from({ length: steps }, (_, i) => noiseOf(network, seed, step + i, example, size))
    return (noise[0] ?? []).map((_, k) => stacked(noise.flatMap(drawn => drawn[k] ?? [])))
  }

  return {
    mostSteps: isNoisy ? mostSteps.withNoise : mostSteps.quiet,
    program: (...given) => {
      const [last, losses] = scan(
        (carry: readonly AnyTensor[], [learningRate, rows, ...noise]: readonly AnyTensor[]) => {
          if (learningRate === undefined || rows === undefined)
            throw new TypeError('A training step needs a learning rate and the rows of its batch')
          const batch = examplesAt(rows)
          const [params, memory, loss] = update(
            reshape<readonly []>([], learningRate),
            noise,
            formed(like.params, carry),
            formed(like.memory, carry, inParams),
            [batch(formed(inputs, given, inCarry)), batch(formed(targets, given, atTargets))]
          )
          return [[...params, ...memory], [loss]]
        },
        given.slice(0, inCarry),
        given.slice(atSteps)
      )
      return [...last, ...losses]
    },
    inputs: (state, order, steps) => [
      ...state.params,
      ...state.memory,
      ...examples,
      learningRates(state, steps),
      rowsFrom(state, order, steps),
      ...noiseFrom(state, order, steps)
    ],
    stepped: results => {
      const losses = results[inCarry]
      return {
        params: formed(like.params, results),
        memory: formed(like.memory, results, inParams),
        losses: losses === undefined ? [] : rowMajorNumbers(losses)
      }
    }
  }
}
