import { i32, type Local, loopWhile, set, type Statement } from '../../../algebra/kernel/wasm/instructions.js'
import { type Declare } from '../../../algebra/kernel/wasm/module.js'
import { type Shape } from '../../../tensor/Shape.js'

/** A shape, and the strides with which each of some tensors is read along its axes. */
export interface Walk {
  readonly shape: Shape
  readonly strides: readonly Shape[]
}

/** Merges neighbouring axes that are one axis for every tensor. Axes of size one disappear. */
export const merged = ({ shape, strides }: Walk): Walk =>
  shape.reduce<Walk>(
    (walk, size, axis) => {
      if (size === 1) return walk
      const steps = strides.map(those => those[axis] ?? 0)
      const last = walk.shape.length - 1
      const isOne = last >= 0 && walk.strides.every((those, k) => those[last] === (steps[k] ?? 0) * size)
      const kept = isOne ? last : last + 1
      return {
        shape: [...walk.shape.slice(0, kept), isOne ? (walk.shape[last] ?? 1) * size : size],
        strides: walk.strides.map((those, k) => [...those.slice(0, kept), steps[k] ?? 0])
      }
    },
    { shape: [], strides: strides.map(() => []) }
  )

/** A pointer that walks over a tensor, with its step in bytes along each axis. */
export interface Pointer {
  readonly at: Local<'i32'>
  readonly steps: Shape
}

const moved = ({ at }: Pointer, bytes: number): readonly Statement[] =>
  bytes === 0 ? [] : [set(at, i32.add(at, i32.const(bytes)))]

/**
 * Loops over the axes of a shape, each pointer at the element of every pass. The last axis is walked in strides of `together`
 * elements, and its last pass may reach beyond the end of the axis.
 *
 * The pointers end where the walk ended; their values are not to be used any more.
 */
export const nest = (
  declare: Declare,
  shape: Shape,
  pointers: readonly Pointer[],
  together: number,
  body: readonly Statement[]
): readonly Statement[] => {
  /** Loops over the axes from `axis` on, and how far each pointer has then moved. */
  const from = (axis: number): readonly [statements: readonly Statement[], moves: Shape] => {
    if (axis === shape.length) return [body, pointers.map(() => 0)]
    const [inner, moves] = from(axis + 1)
    const step = axis === shape.length - 1 ? together : 1
    const passes = Math.ceil((shape[axis] ?? 1) / step)
    const strides = pointers.map(({ steps }) => (steps[axis] ?? 0) * step)
    const onwards = pointers.flatMap((pointer, k) => moved(pointer, (strides[k] ?? 0) - (moves[k] ?? 0)))
    if (passes === 1) return [inner, moves]
    const left = declare('i32')
    return [
      [
        set(left, i32.const(passes)),
        loopWhile(left, [...inner, ...onwards, set(left, i32.subtract(left, i32.const(1)))])
      ],
      strides.map(stride => stride * passes)
    ]
  }
  return from(0)[0]
}
