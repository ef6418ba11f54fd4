import { type Either, getOrElse, tryCatch } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { evaluate } from 'fp-ts/lib/State.js'
import { selectExamples } from '../data/Dataset.js'
import { elementCount, type Dataset, type Learner, type Params, Randoms, trainingForm } from '../index.js'
import { type Node, operands } from '../engine/compiler/Program.js'
import { traceFor } from '../engine/compiler/trace.js'
import { noiseOf } from '../learning/Learner.js'
import { exampleShape, formed, tensorsOf, type Value } from '../algebra/Value.js'

/** Multiplications in a stride. */
const work = 3e8

/** Fixed cost of a step, in multiplications. */
const least = 7500

/** Operations that only change the view of a tensor. */
const views: readonly string[] = ['permute', 'broadcast', 'reshape', 'slice']

const multiplications = (node: Node): number => {
  if (node.kind !== 'operation' || views.includes(node.op)) return 0
  const [first, second] = operands(node)
  const contracted =
    node.op === 'matmul' ? first?.shape.slice(-1) : node.op === 'convolution' ? second?.shape.slice(1) : []
  return elementCount(node.shape) * elementCount(contracted ?? [])
}

/** Multiplications of the forward pass for one example. `Left` if a layer cannot be traced. */
const forExample = <P extends Params, A extends Value, B extends Value, T extends Value>(
  { network, init }: Learner<P, A, B, T>,
  examples: Dataset<A, T>
): Either<unknown, number> => {
  const { params, seed } = evaluate(Randoms.seed(0))(init)
  const { inputs } = selectExamples([0])(examples)
  const learning = trainingForm(network, noiseOf(network, seed, 0, exampleShape(inputs), 1))
  const form = [params, inputs] as const
  return tryCatch(
    () => {
      const { nodes } = traceFor(tensorsOf(form), (...tensors) =>
        tensorsOf(learning.forward(...formed(form, tensors))[0])
      )
      return nodes.reduce((sum, node) => sum + multiplications(node), 0)
    },
    error => error
  )
}

/**
 * Number of training steps between two checks for Ctrl-C and updates of the bar.
 *
 * A stride takes some hundredths of a second in ONNX Runtime, where a call has an overhead of one or two milliseconds, and some
 * tenths of a second in the other engines.
 */
export const strideFor = <P extends Params, A extends Value, B extends Value, T extends Value>(
  learner: Learner<P, A, B, T>,
  examples: Dataset<A, T>,
  batchSize: number
): number => {
  const each = pipe(
    forExample(learner, examples),
    getOrElse(() => work)
  )
  return Math.max(1, Math.floor(work / (least + each * batchSize)))
}
