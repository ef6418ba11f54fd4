import { elementCount } from '../../../tensor/Shape.js'
import { type Fuse, is } from './fusion.js'

/** A sum that is multiplied by 1 / n, for the number n of its summands. */
export const mean: Fuse = node => {
  if (!is('multiply')(node)) return undefined
  const [one, other] = node.arguments
  const [weight, sum] = typeof one === 'number' ? [one, other] : [other, one]
  if (typeof weight !== 'number' || !is('sum')(sum)) return undefined
  const [x, from, end] = sum.arguments
  const isKept = sum.shape.length === x.shape.length
  if (!isKept || end === from || weight !== 1 / elementCount(x.shape.slice(from, end))) return undefined
  const axes = Array.from({ length: end - from }, (_, i) => from + i)
  return {
    inside: [sum],
    write: to => to.emit('ReduceMean', [to.full(x), to.constant(axes, [axes.length], 'int64')], { keepdims: 1 })
  }
}
