import { type Either, toError, tryCatch } from 'fp-ts/lib/Either.js'
import { evaluate } from 'fp-ts/lib/State.js'
import { exampleShape, formed, type Params, tensorsOf, type Value } from '../algebra/Value.js'
import { selectExamples, type Dataset } from '../data/Dataset.js'
import { type Node, operands } from '../engine/compiler/Program.js'
import { traceFor } from '../engine/compiler/trace.js'
import { trainingForm } from '../layer/trainingForm.js'
import { seed as seedOf } from '../tensor/Random.js'
import { elementCount } from '../tensor/Shape.js'
import { type Learner, noiseOf } from './Learner.js'

/** Operations that only change the view of a tensor. */
const views: readonly string[] = ['permute', 'broadcast', 'reshape', 'slice']

const ofNodes = (nodes: readonly Node[]): number => nodes.reduce((sum, node) => sum + ofNode(node), 0)

/** An operation that is neither a product nor a view counts as one multiplication per element. */
const ofNode = (node: Node): number => {
  if (node.kind === 'scan') return node.steps * ofNodes(node.body.nodes)
  if (node.kind !== 'operation' || views.includes(node.op)) return 0
  const [first, second] = operands(node)
  const contracted =
    node.op === 'matmul' ? first?.shape.slice(-1) : node.op === 'convolution' ? second?.shape.slice(1) : []
  return elementCount(node.shape) * elementCount(contracted ?? [])
}

/**
 * Multiplications of the forward pass for one example, in training. A layer that is applied to every position of a sequence or
 * an image counts once per position.
 *
 * @returns `left` of the error if a layer cannot be traced
 */
export const multiplicationsOf = <P extends Params, A extends Value, B extends Value, T extends Value>(
  { network, init }: Learner<P, A, B, T>,
  examples: Dataset<A, T>
): Either<Error, number> => {
  const { params, seed } = evaluate(seedOf(0))(init)
  const { inputs } = selectExamples([0])(examples)
  const learning = trainingForm(network, noiseOf(network, seed, 0, exampleShape(inputs), 1))
  const form = [params, inputs] as const
  return tryCatch(
    () =>
      ofNodes(
        traceFor(tensorsOf(form), (...tensors) => tensorsOf(learning.forward(...formed(form, tensors))[0])).nodes
      ),
    toError
  )
}
