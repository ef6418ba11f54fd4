import { type Expression, i32, type Local, memory, v128 } from '../../../algebra/kernel/wasm/instructions.js'
import { procedure, run } from '../../../algebra/kernel/wasm/module.js'
import { elementCount, type Shape } from '../../../tensor/Shape.js'
import { isRowMajor } from '../../../tensor/strides.js'
import { type Arithmetic } from './Arithmetic.js'
import { type Code } from './Code.js'
import { merged, nest } from './nest.js'
import { addressOf, type Strip } from './Strip.js'

/** A vector of neighbouring elements of a tensor, at a pointer. `stride` is their distance in elements. */
export const loadVector = (
  { bytes, lanes, vectors }: Arithmetic,
  at: Local<'i32'>,
  stride: number
): Expression<'v128'> => {
  if (stride === 1) return v128.load(at)
  const first = vectors.loadSplat(at)
  if (stride === 0) return first
  return Array.from({ length: lanes - 1 }, (_, i) => i + 1).reduce((all, lane) => {
    const distance = i32.add(at, i32.const(lane * stride * bytes))
    return vectors.loadLane(all, lane, distance)
  }, first)
}

/** Copies a strip to another one. */
export const copy = (code: Code, shape: Shape, from: Strip, to: Strip): void => {
  const { arithmetic, memory: plan } = code
  const { bytes, lanes } = arithmetic
  if (isRowMajor(shape, from.strides) && isRowMajor(shape, to.strides)) {
    code.add(memory.copy(addressOf(to), addressOf(from), i32.const(elementCount(shape) * bytes)))
    return
  }
  const walk = merged({ shape, strides: [to.strides, from.strides] })
  const [toSteps = [], fromSteps = []] = walk.strides
  const stride = fromSteps.at(-1) ?? 0
  plan.reach(lanes * stride * bytes)
  const isDense = isRowMajor(shape, to.strides)
  const isInRows = stride === 1 && toSteps.at(-1) === 1
  const row = isInRows ? (walk.shape.at(-1) ?? 1) : 1
  const f = code.shared(`copy ${isDense} ${JSON.stringify(walk)}`, () =>
    procedure(['i32', 'i32'], (declare, target, source) => {
      const pointers = [
        { at: target, steps: toSteps.map(step => step * bytes) },
        { at: source, steps: fromSteps.map(step => step * bytes) }
      ]
      if (isDense && (!isInRows || row < 64))
        return nest(declare, walk.shape, pointers, lanes, [v128.store(target, loadVector(arithmetic, source, stride))])
      // Where the target has gaps, a vector would overwrite them.
      const outer = isInRows ? walk.shape.slice(0, -1) : walk.shape
      return nest(declare, outer, pointers, 1, [memory.copy(target, source, i32.const(row * bytes))])
    })
  )
  code.add(run(f, addressOf(to), addressOf(from)))
}
