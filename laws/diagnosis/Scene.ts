/** A draw whose gradients the diagnosis explains. */
import { tensorsOf } from '../../src/algebra/Value.js'
import { type AnyTensor, rowMajorNumbers } from '../../src/tensor/Tensor.js'
import { type Case } from '../generator/layer.js'
import { type Replacement, type Tape, inputGradients, tapeOf } from '../program/Tape.js'
import { opaqueTapeOf } from '../program/opaque.js'
import { run } from '../value/Passes.js'
import { type Row, at, isNear, norm } from './Row.js'

/** A draw with its tape, the gradients that the layer claims, and the right ones. */
export interface Scene {
  readonly tape: Tape
  readonly outputGradient: readonly AnyTensor[]
  readonly claimed: readonly Row[]
  readonly right: readonly Row[]
  readonly scales: Row
}

/** The numbers of a tensor in row-major order. */
export const rowOf = (tensor: AnyTensor): Row => Array.from(rowMajorNumbers(tensor))

/** The gradients of all inputs of a tape. */
export const gradients = (
  { tape, outputGradient }: Pick<Scene, 'tape' | 'outputGradient'>,
  replaced?: Replacement
): readonly Row[] => inputGradients(tape, outputGradient, replaced).map(rowOf)

/** The gradients that a layer claims. */
export const claimedOf = ({ layer, params, input, outputGradient }: Case): readonly Row[] => {
  const { paramsGradient, inputGradient } = run(layer, params, input, outputGradient)
  return [...paramsGradient, ...tensorsOf(inputGradient)].map(rowOf)
}

const sceneOn = (drawn: Case, tape: Tape | undefined): Scene | undefined => {
  if (tape === undefined) return undefined
  try {
    const outputGradient = tensorsOf(drawn.outputGradient)
    const right = gradients({ tape, outputGradient })
    const claimed = claimedOf(drawn)
    const scales = right.map((row, i) => Math.max(norm(row), norm(claimed[i] ?? [])))
    return { tape, outputGradient, claimed, right, scales }
  } catch {
    // The layer throws, or an operation has no derivative.
    return undefined
  }
}

/** The scene of a draw. Undefined if the layer reads numbers in plain JavaScript and is large. */
export const sceneOf = (drawn: Case): Scene | undefined =>
  sceneOn(drawn, tapeOf(drawn)) ?? sceneOn(drawn, opaqueTapeOf(drawn))

/** Whether the gradient of an input of the tape is wrong. */
export const isWrongAt = ({ claimed, right, scales }: Scene, i: number): boolean =>
  !isNear(claimed[i] ?? [], right[i] ?? [], at(scales, i))

export const isWrongScene = (scene: Scene): boolean => scene.right.some((_, i) => isWrongAt(scene, i))
