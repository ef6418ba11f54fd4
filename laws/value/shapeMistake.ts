/** The likely cause of a result with a wrong shape, read off the two shapes. */
import { elementCount, sameShape, type Shape, type Shapes, showShape, tensorShape } from '../../src/tensor/Shape.js'

const reversed = (shape: Shape): Shape => shape.toReversed()

const long = (shape: Shape): Shape => shape.filter(size => size !== 1)

/** The cause for one tensor. */
const ofTensor = (expected: Shape, found: Shape): string => {
  const said = `found ${showShape(found)} for ${showShape(expected)}`
  if (found.length === expected.length + 1 && sameShape(found.slice(1), expected))
    return `${said}: the sum over the batch is missing`
  if (expected.length === found.length + 1 && sameShape(expected.slice(1), found))
    return `${said}: the batch was added up, but the gradient needs one row per example`
  if (sameShape(long(found), long(expected))) return `${said}: an axis of size 1 is too many or missing; use reshape`
  if (expected.length > 1 && sameShape(reversed(found), expected))
    return `${said}: transposed; transpose the result, or swap the factors of the product`
  if (elementCount(found) === elementCount(expected)) return `${said}: the same numbers in another shape; use reshape`
  return found.length === 0 ? `${said}: everything was added up to one number` : said
}

/** The tensors of a tuple, or the only one. */
const parts = (shapes: Shapes): readonly Shapes[] =>
  tensorShape(shapes) === undefined ? shapes.flatMap(part => (typeof part === 'number' ? [] : [part])) : [shapes]

/**
 * Says what is wrong with a shape: `found [4, 3] for [3]: the sum over the batch is missing`.
 *
 * @param expected the shape of a tensor, or the shapes of a tuple
 * @param found the shape or shapes instead
 */
export const shapeMistake = (expected: Shapes, found: Shapes): string => {
  const [one, other] = [tensorShape(expected), tensorShape(found)]
  if (one !== undefined && other !== undefined) return ofTensor(one, other)
  const [right, wrong] = [parts(expected), parts(found)]
  if (right.length !== wrong.length) return `found ${wrong.length} tensors for ${right.length}`
  const differing = right.flatMap((part, i) => (sameShape(part, wrong[i] ?? []) ? [] : [i]))
  const isReordered = differing.length > 1 && right.every(part => wrong.some(shape => sameShape(part, shape)))
  if (isReordered) return `found ${showShape(found)} for ${showShape(expected)}: the tensors are in another order`
  const [i = 0] = differing
  return shapeMistake(right[i] ?? [], wrong[i] ?? [])
}
