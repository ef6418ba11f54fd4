import { sameShape } from '../../../tensor/Shape.js'
import { type Node, type OperationNode } from '../Program.js'
import { repeatedBy } from '../settle/repeated.js'
import { type Fuse, is } from './fusion.js'

/** The reduction along the last axis that a node repeats. */
const repeatedReduction = (op: 'sum' | 'max', node: Node | number): OperationNode<'sum' | 'max'> | undefined => {
  const reduced = typeof node === 'number' ? undefined : repeatedBy(node)
  if ((!is('sum')(reduced) && !is('max')(reduced)) || reduced.op !== op) return undefined
  const [x, from, to] = reduced.arguments
  const rank = x.shape.length
  return from === rank - 1 && to === rank && reduced.shape.length === rank ? reduced : undefined
}

/** exp (x − max x) / Σ exp (x − max x), along the last axis. */
export const softmax: Fuse = node => {
  if (!is('divide')(node)) return undefined
  const [powers, total] = node.arguments
  const sum = repeatedReduction('sum', total)
  if (!is('exp')(powers) || sum?.arguments[0] !== powers || typeof total === 'number') return undefined
  const [difference] = powers.arguments
  if (!is('subtract')(difference)) return undefined
  const [x, most] = difference.arguments
  const max = repeatedReduction('max', most)
  if (typeof x === 'number' || typeof most === 'number' || max?.arguments[0] !== x) return undefined
  if (!sameShape(x.shape, node.shape)) return undefined
  return {
    inside: [total, sum, powers, difference, most, max],
    write: to => to.emit('Softmax', [to.full(x)], { axis: node.shape.length - 1 })
  }
}
