import { losses, type NumbersOf } from '../../src/catalogue/losses.js'
import { exampleOf } from '../../src/catalogue/Row.js'
import { eraseLossTypes, type UntypedLoss } from '../../src/learning/Loss.js'
import { addLosses } from '../../src/learning/loss/addLosses.js'
import { huber } from '../../src/learning/loss/huber.js'
import { labelSmoothing } from '../../src/learning/loss/labelSmoothing.js'
import { meanAbsoluteError } from '../../src/learning/loss/meanAbsoluteError.js'
import { meanSquaredError } from '../../src/learning/loss/meanSquaredError.js'
import { onClasses } from '../../src/learning/loss/onClasses.js'
import { softmaxCrossEntropy } from '../../src/learning/loss/softmaxCrossEntropy.js'
import { sumOf } from '../../src/learning/loss/sumOf.js'
import { weighted } from '../../src/learning/loss/weighted.js'
import { type Rows, type Shapes } from '../../src/tensor/Shape.js'

/** The numbers of a prediction or a target: of a tensor, or of every part of a tuple. */
export type NumbersOfParts = NumbersOf | readonly NumbersOf[]

/** A loss, with the properties that the laws use. */
export interface LossSubject {
  readonly name: string
  readonly loss: UntypedLoss
  /** Numbers of the predictions, a list for a tuple. Default: 'any'. */
  readonly prediction?: NumbersOfParts
  /** Numbers of the targets, a list for a tuple. Default: 'any'. */
  readonly target?: NumbersOfParts
  /** Shapes of the prediction for one example. Default: rows of one to four. */
  readonly shapes?: readonly Shapes[]
  /** Whether the loss is convex in the prediction. Default: false. */
  readonly convex?: boolean
  /** Whether value and gradient are 0 if the prediction equals the target. Default: false. */
  readonly zeroAtTarget?: boolean
}

interface Knowledge extends Omit<LossSubject, 'name' | 'loss' | 'prediction' | 'target'> {
  /** The tried loss. Default: the example of the catalogue row. */
  readonly loss?: UntypedLoss
  /** Numbers of the targets. Default: those of the catalogue row. */
  readonly target?: NumbersOfParts
}

const anyShape: readonly Shapes[] = [[], [1], [3], [2, 2]]
const rows: readonly Shapes[] = [[1], [3], [2, 2]]
const pairs: readonly Shapes[] = [
  [[1], [1]],
  [[3], [3]]
]

/** Properties of each kind of loss, by name. */
export const knowledge: Readonly<Record<string, Knowledge>> = {
  meanSquaredError: { shapes: anyShape, convex: true, zeroAtTarget: true },
  meanAbsoluteError: { shapes: anyShape, convex: true, zeroAtTarget: true },
  huber: { shapes: anyShape, convex: true, zeroAtTarget: true },
  hinge: { shapes: anyShape, convex: true },
  binaryCrossEntropy: { shapes: anyShape, convex: true },
  binaryCrossEntropyWithLogits: { shapes: anyShape, convex: true },
  softmaxCrossEntropy: { shapes: rows, convex: true },
  categoricalCrossEntropy: { shapes: rows, convex: true },
  kullbackLeibler: { shapes: rows, convex: true },
  onClasses: { shapes: [[1], [3], [2, 2], [2, 3, 2]], convex: true },
  quantile: { shapes: anyShape, convex: true, zeroAtTarget: true },
  focal: { shapes: anyShape },
  softmaxFocal: { shapes: rows },
  contrastive: { shapes: pairs },
  labelSmoothing: {
    loss: eraseLossTypes(labelSmoothing<Rows>(0.1, softmaxCrossEntropy())),
    shapes: rows,
    convex: true
  },
  weighted: { shapes: anyShape, convex: true, zeroAtTarget: true },
  addLosses: {
    loss: eraseLossTypes(addLosses(meanSquaredError(), meanAbsoluteError(), huber())),
    shapes: anyShape,
    convex: true,
    zeroAtTarget: true
  },
  sumOf: {
    loss: eraseLossTypes(
      sumOf(meanSquaredError(), weighted(0.5, softmaxCrossEntropy()), onClasses(softmaxCrossEntropy()))
    ),
    shapes: [
      [[2], [3], [2]],
      [[2, 2], [1], [3]]
    ],
    target: ['any', 'probabilities', 'classes'],
    convex: true
  },
  l1: { shapes: anyShape, convex: true, zeroAtTarget: true },
  l2: { shapes: anyShape, convex: true, zeroAtTarget: true }
}

const part = eraseLossTypes(meanSquaredError())

/** Every kind of loss of the catalogue. A new row is tried on its example, whose parts are mean squared errors. */
export const lossSubjects: readonly LossSubject[] = losses.map(row => {
  const { name, prediction, target, parts = 0 } = row
  return {
    name,
    loss: exampleOf(
      row,
      Array.from({ length: parts }, () => part)
    ),
    ...(prediction === undefined ? {} : { prediction }),
    ...(target === undefined ? {} : { target }),
    ...knowledge[name]
  }
})
