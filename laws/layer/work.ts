/**
 * Multiplications of one pass, estimated from sizes: every parameter meets every row of the input once, as in a dense layer on
 * every position of a sequence. Large layers are tried on fewer draws, at fewer entries, with fewer trials to shrink.
 */
import { sizeOf as parametersIn } from '../../src/layer/Description.js'
import { elementCount, type Shapes, tensorShape } from '../../src/tensor/Shape.js'
import { tensorsOf } from '../../src/algebra/Value.js'
import { inputShapes } from '../generator/inputShapes.js'
import { type Case } from '../generator/layer.js'
import { type Subject } from '../subject/Subject.js'
import { sizeOfCase } from './Part.js'

/** The number of rows in the largest tensor of these shapes. A row lies along the last axis. */
const rowsIn = (shapes: Shapes): number => {
  const own = tensorShape(shapes)
  if (own !== undefined) return elementCount(own.slice(0, -1))
  return Math.max(1, ...shapes.map(part => (typeof part === 'number' ? 1 : rowsIn(part))))
}

/** The multiplications of one pass of a case. */
export const workOf = (drawn: Case): number => {
  const rows = Math.max(1, ...tensorsOf(drawn.input).map(({ shape }) => rowsIn(shape)))
  return sizeOfCase(drawn) + rows * parametersIn(drawn.layer.description)
}

/** The multiplications of one example of the largest layer. */
export const workOfExample = ({ layers, shapes }: Subject): number =>
  Math.max(
    1,
    ...layers.map(layer => parametersIn(layer.description) * Math.max(1, ...(shapes ?? inputShapes(layer)).map(rowsIn)))
  )
