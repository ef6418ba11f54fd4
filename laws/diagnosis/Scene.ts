/** A draw whose gradients the diagnosis explains. */
import { tensorsOf } from '../../src/algebra/Value.js'
import { type AnyTensor, filledTensor, rowMajorNumbers } from '../../src/tensor/Tensor.js'
import { type Case } from '../generator/layer.js'
import { type Replacement, type Tape, pull, tapeOf } from '../program/Tape.js'
import { run } from '../value/Passes.js'
import { type Row, at, norm } from './Evidence.js'

/** A draw with its tape, the gradients that the layer claims, and the right ones. */
export interface Scene {
  readonly tape: Tape
  readonly outputGradient: readonly AnyTensor[]
  readonly cotangents: readonly (AnyTensor | undefined)[]
  readonly claimed: readonly Row[]
  readonly right: readonly Row[]
  readonly scales: Row
}

/** The numbers of a tensor in row-major order. */
export const rowOf = (tensor: AnyTensor): Row => Array.from(rowMajorNumbers(tensor))

export const gradients = (
  { tape, outputGradient }: Pick<Scene, 'tape' | 'outputGradient'>,
  replaced?: Replacement
): readonly Row[] => rowsOf(tape, pull(tape, outputGradient, replaced))

const rowsOf = ({ inputs }: Tape, all: readonly (AnyTensor | undefined)[]): readonly Row[] =>
  inputs.map(({ index, value }) => rowOf(all[index] ?? filledTensor(value.shape, 0)))

export const sceneOf = (drawn: Case): Scene | undefined => {
  const tape = tapeOf(drawn)
  if (tape === undefined) return undefined
  try {
    const { layer, params, input } = drawn
    const { paramsGradient, inputGradient } = run(layer, params, input, drawn.outputGradient)
    const outputGradient = tensorsOf(drawn.outputGradient)
    const cotangents = pull(tape, outputGradient)
    const right = rowsOf(tape, cotangents)
    const claimed = [...paramsGradient, ...tensorsOf(inputGradient)].map(rowOf)
    const scales = right.map((row, i) => Math.max(norm(row), norm(claimed[i] ?? [])))
    return { tape, outputGradient, cotangents, claimed, right, scales }
  } catch {
    return undefined
  }
}

export const closeness = 1e-6

/** Whether the gradient of an input of the tape is wrong. */
export const isWrongAt = ({ claimed, right, scales }: Scene, i: number): boolean =>
  !isNear(claimed[i] ?? [], right[i] ?? [], at(scales, i))

export const isWrongScene = (scene: Scene): boolean => scene.right.some((_, i) => isWrongAt(scene, i))

export const isNear = (one: Row, other: Row, scale: number): boolean =>
  one.every((x, i) => Math.abs(x - at(other, i)) <= closeness * scale)

/** The differences of the rows of these tensors from other rows, one after the other. */
export const apart = (rows: readonly Row[], from: readonly Row[], which: readonly number[]): Row =>
  which.flatMap(i => (rows[i] ?? []).map((x, j) => x - at(from[i] ?? [], j)))
