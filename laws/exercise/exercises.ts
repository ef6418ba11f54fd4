import { type Exercise } from './Exercise.js'
import { attentionScores } from './table/attentionScores.js'
import { convolution } from './table/convolution.js'
import { dense } from './table/dense.js'
import { layerNorm } from './table/layerNorm.js'
import { meanSquaredError } from './table/meanSquaredError.js'
import { momentum } from './table/momentum.js'
import { recurrentCell } from './table/recurrentCell.js'
import { scale } from './table/scale.js'
import { softmaxCrossEntropy } from './table/softmaxCrossEntropy.js'
import { tanh } from './table/tanh.js'

/** The exercises, in the order of their numbers. `grade` grades a solution of one. */
export const exercises: readonly Exercise[] = [
  scale,
  tanh,
  dense,
  softmaxCrossEntropy,
  meanSquaredError,
  convolution,
  layerNorm,
  recurrentCell,
  attentionScores,
  momentum
]

/** The exercise with a number, `3`, or a name, `dense`. `undefined` if there is none. */
export const exerciseOf = (word: string): Exercise | undefined =>
  exercises.find(({ id, name }) => String(id) === word || name === word)
