/**
 * The Jacobian that backward claims, next to the right one.
 *
 *     K[o] = backward(eₒ)      J[o] = the right gradient for eₒ      if backward is linear: Kᵀ dy = backward(dy)
 *
 * Two matrices show more than two gradients: which outputs are missing, and which are mixed up.
 */
import { tensorsOf } from '../../src/algebra/Value.js'
import { elementCount, type Shape } from '../../src/tensor/Shape.js'
import { type AnyTensor, fresh } from '../../src/tensor/Tensor.js'
import { type Case } from '../generator/layer.js'
import { type Row, at, close, dot, norm } from './Row.js'
import { type Scene, claimedOf, gradients, rowOf, sceneOf } from './Scene.js'

/** Maximum number of outputs to try one by one, and of derivatives that are compared. */
const few = 48
const most = 2 ** 15

/** A tensor for each number of another one: 1 there and 0 elsewhere. */
const units = ({ shape }: AnyTensor): readonly AnyTensor[] => {
  const size = elementCount(shape)
  return Array.from({ length: size }, (_, o) => fresh(shape, new Float64Array(size).fill(1, o, o + 1)))
}

/** The right gradients of all tensors for each number of the only output. Empty if there are several, or many numbers. */
export const jacobian = ({ tape, outputGradient: [dy, ...others] }: Scene): readonly (readonly Row[])[] =>
  dy === undefined || others.length > 0 || elementCount(dy.shape) > few
    ? []
    : units(dy).map(unit => gradients({ tape, outputGradient: [unit] }))

/** The Jacobians of one tensor: a row for each number of the output. */
export interface Jacobians {
  readonly isInput: boolean
  readonly shape: Shape
  readonly outputShape: Shape
  readonly numbers: Row
  readonly output: Row
  readonly claimed: readonly Row[]
  readonly right: readonly Row[]
}

/** Makes almost equal derivatives equal, and almost zero ones zero. */
const cleaned = (found: Jacobians): Jacobians => {
  const scale = 1e-6 * Math.max(...found.claimed.map(norm), ...found.right.map(norm))
  const clean = (x: number): number => (Math.abs(x) <= scale ? 0 : x)
  const right = found.right.map(row => row.map(clean))
  const same = (x: number, y: number): number => (Math.abs(x - y) <= scale ? y : clean(x))
  return { ...found, right, claimed: found.claimed.map((row, o) => row.map((x, i) => same(x, at(right[o] ?? [], i)))) }
}

/** @param which the tensor: the parameters, then those of the input @returns undefined if backward is not linear, or large */
export const jacobiansOf = (drawn: Case, which: number): Jacobians | undefined => {
  const scene = sceneOf(drawn)
  const [dy] = tensorsOf(drawn.outputGradient)
  const tensor = scene?.tape.inputs[which]?.value
  if (elementCount(dy?.shape ?? []) * elementCount(tensor?.shape ?? []) > most) return undefined
  const right = scene === undefined ? [] : jacobian(scene).map(rows => rows[which] ?? [])
  if (scene === undefined || dy === undefined || tensor === undefined || right.length === 0) return undefined
  const claimed = units(dy).map(unit => claimedOf({ ...drawn, outputGradient: unit })[which] ?? [])
  const found = scene.claimed[which] ?? []
  const combined = found.map((_, i) =>
    dot(
      claimed.map(row => at(row, i)),
      rowOf(dy)
    )
  )
  if (!close(combined, found)) return undefined
  const output = scene.tape.outputs.flatMap(({ value }) => rowOf(value))
  const isInput = which >= scene.tape.parameters
  return cleaned({
    ...{ isInput, shape: tensor.shape, outputShape: dy.shape, numbers: rowOf(tensor), output },
    claimed,
    right
  })
}
