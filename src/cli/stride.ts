/**
 * How many steps are done between two looks at the keys and the bar: some hundredths of a second's work where it is compiled
 * for ONNX Runtime, which takes a millisecond or two to begin with; some tenths elsewhere.
 */
import { type Either, getOrElse, tryCatch } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { evaluate } from 'fp-ts/lib/State.js'
import { selectExamples } from '../data/Dataset.js'
import { elementCount, type Dataset, type Learner, type Params, Randoms, trainingForm } from '../index.js'
import { type Node, operands } from '../engine/compiler/Program.js'
import { traceFor } from '../engine/compiler/trace.js'
import { noiseOf } from '../learning/Learner.js'
import { exampleShape, formed, tensorsOf, type Value } from '../algebra/Value.js'

/** Multiplications. */
const work = 3e8

/** What a step costs beside its multiplications. */
const least = 7500

/** Those that only say otherwise how a tensor lies. */
const views: readonly string[] = ['transpose', 'broadcast', 'reshape', 'slice']

const multiplications = (node: Node): number => {
  if (node.kind !== 'operation' || views.includes(node.op)) return 0
  const [first, second] = operands(node)
  const contracted =
    node.op === 'matmul' ? first?.shape.slice(-1) : node.op === 'convolution' ? second?.shape.slice(1) : []
  return elementCount(node.shape) * elementCount(contracted ?? [])
}

/** Those of one example on its way forward; unknown where a layer cannot be traced. */
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
