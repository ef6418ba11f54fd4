import { eager } from '../../src/algebra/eager.js'
import { isOpen, openBatch } from '../../src/tensor/open.js'
import { type Shape } from '../../src/tensor/Shape.js'
import { type AnyTensor, scalar } from '../../src/tensor/Tensor.js'
import { applied } from '../../src/engine/compiler/applied.js'
import { type Node, type Program } from '../../src/engine/compiler/Program.js'

/** The tensor of a node that was computed before. */
type Known = (node: Node) => AnyTensor

/**
 * Runs a program operation by operation, for a batch of the given size.
 *
 * @param inputs tensors for the inputs of the program
 */
export const interpret = (program: Program, inputs: readonly AnyTensor[], batchSize: number): readonly AnyTensor[] => {
  const closed = (shape: Shape): Shape =>
    shape.map(size => (isOpen(size) ? Math.round((size / openBatch) * batchSize) : size))

  const runIn = (
    { inputs: names, nodes, outputs }: Program,
    given: readonly AnyTensor[],
    outer: Known
  ): readonly AnyTensor[] => {
    const values = new Map<Node, AnyTensor>()
    const parts = new Map<Node, readonly AnyTensor[]>()
    names.forEach((name, i) => values.set(name, given[i] ?? scalar(NaN)))
    const known: Known = node => (node.kind === 'constant' ? node.value : (values.get(node) ?? outer(node)))
    for (const node of nodes) {
      if (node.kind === 'operation') values.set(node, applied(eager, node, known, closed(node.shape)))
      else if (node.kind === 'batchSize') values.set(node, scalar(known(node.of).shape[0] ?? 1))
      else if (node.kind === 'part') values.set(node, parts.get(node.scan)?.[node.index] ?? scalar(NaN))
      else if (node.kind === 'scan') {
        const { start, rows, body, direction } = node
        const [carry, stacked] = eager.scan(
          (carry, row) => {
            const made = runIn(body, [...carry, ...row], known)
            return [made.slice(0, start.length), made.slice(start.length)]
          },
          start.map(known),
          rows.map(known),
          direction
        )
        parts.set(node, [...carry, ...stacked])
      }
    }
    return outputs.map(({ node }) => known(node))
  }

  return runIn(program, inputs, node => {
    throw new TypeError(`the program reads a node that it does not compute: ${node.kind}`)
  })
}
