import { rowMajorNumbers } from '../../../tensor/Tensor.js'
import { mapArguments, type Node } from '../Program.js'
import { small } from './constants.js'

/** Text of a number that differs for different bits. */
const written = (x: unknown): string =>
  Object.is(x, -0) ? '-0' : typeof x === 'number' ? String(x) : JSON.stringify(x)

/** A function that returns the same text for nodes that compute the same from the same operands. */
export const startKeys = (): ((node: Node) => string) => {
  const names = new Map<unknown, number>()
  /** A number that identifies a node or a large array. */
  const nameOf = (thing: unknown): number => {
    const name = names.get(thing) ?? names.size
    names.set(thing, name)
    return name
  }
  return node => {
    switch (node.kind) {
      case 'input':
        return `input ${nameOf(node)}`
      case 'constant': {
        const { numbers, strides, offset, size } = node.value
        const what =
          size > small
            ? `${nameOf(numbers)} ${offset} ${strides?.join() ?? ''}`
            : Array.from(rowMajorNumbers(node.value)).map(written).join()
        return `constant ${node.shape.join()} ${what}`
      }
      case 'batchSize':
        return `batchSize ${nameOf(node.of)}`
      case 'part':
        return `part ${nameOf(node.scan)} ${node.index}`
      case 'scan':
        return `scan ${nameOf(node)}`
      case 'operation': {
        const given: readonly unknown[] = mapArguments(operand => `#${nameOf(operand)}`, node)
        return `${node.op} ${node.shape.join()} ${given.map(written).join(' ')}`
      }
    }
  }
}
