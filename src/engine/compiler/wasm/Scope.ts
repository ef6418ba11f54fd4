import { elementCount, type Shape } from '../../../tensor/Shape.js'
import { rowMajorNumbers } from '../../../tensor/Tensor.js'
import { type Node } from '../Program.js'
import { type Code } from './Code.js'
import { copy } from './copy.js'
import { type Block } from './Memory.js'
import { denseAt, isDense, type Strip } from './Strip.js'

/** Where the numbers of each node are, while the nodes of one program are written. */
export interface Scope {
  readonly code: Code
  readonly strip: (node: Node) => Strip
  /** The numbers of a node in row-major order without gaps, copied if necessary. */
  readonly dense: (node: Node) => Strip
  /** Memory for a new tensor. */
  readonly room: (shape: Shape) => Strip
  /** Memory for that many numbers while the current node is written. */
  readonly work: (count: number) => Block
  readonly set: (node: Node, strip: Strip) => void
  /** Begins and ends one more use of a block. */
  readonly hold: (strip: Strip) => void
  readonly free: (strip: Strip) => void
  /** Ends the use of a node's numbers. */
  readonly drop: (node: Node) => void
  /** Ends the use of the working memory of the current node. */
  readonly finish: () => void
  /** A scope for the body of a loop. */
  readonly inner: () => Scope
}

export const startScope = (code: Code, outer: ReadonlyMap<Node, Strip> = new Map()): Scope => {
  const strips = new Map(outer)
  let working: readonly Block[] = []
  const work = (count: number): Block => {
    const block = code.numbers(count)
    working = [...working, block]
    return block
  }
  const strip = (node: Node): Strip => {
    const found = strips.get(node)
    if (found !== undefined) return found
    if (node.kind !== 'constant') throw new TypeError(`A ${node.kind} of the program is read before it is written`)
    const constant = denseAt(node.shape, code.initial(rowMajorNumbers(node.value)))
    strips.set(node, constant)
    return constant
  }
  const hold = ({ owned }: Strip): void => {
    if (owned !== undefined) owned.uses += 1
  }
  const free = ({ owned }: Strip): void => {
    if (owned === undefined) return
    owned.uses -= 1
    if (owned.uses === 0) code.memory.release(owned.block)
  }
  return {
    code,
    strip,
    hold,
    free,
    dense: node => {
      const found = strip(node)
      if (isDense(node.shape, found)) return found
      const dense = denseAt(node.shape, work(elementCount(node.shape)))
      copy(code, node.shape, found, dense)
      return dense
    },
    room: shape => {
      const block = code.numbers(elementCount(shape))
      return { ...denseAt(shape, block), owned: { block, uses: 0 } }
    },
    work,
    set: (node, place) => {
      hold(place)
      strips.set(node, place)
    },
    drop: node => {
      const place = strips.get(node)
      strips.delete(node)
      if (place !== undefined) free(place)
    },
    finish: () => {
      working.forEach(code.memory.release)
      working = []
    },
    inner: () => startScope(code, strips)
  }
}
