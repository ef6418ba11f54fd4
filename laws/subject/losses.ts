import { type LossRow, losses } from '../../src/catalogue/losses.js'
import { exampleOf } from '../../src/catalogue/Row.js'
import { type UntypedLoss } from '../../src/learning/Loss.js'
import { type Shapes } from '../../src/tensor/Shape.js'

/** A loss, with the properties that the laws use. */
export interface LossSubject extends Pick<LossRow, 'name' | 'prediction' | 'target'> {
  readonly loss: UntypedLoss
  /** Shapes of the prediction for one example. Default: rows of one to four. */
  readonly shapes?: readonly Shapes[]
  /** Whether the loss is convex in the prediction. Default: false. */
  readonly convex?: boolean
  /** Whether value and gradient are 0 if the prediction equals the target. Default: false. */
  readonly zeroAtTarget?: boolean
}

type Knowledge = Omit<LossSubject, 'name' | 'loss' | 'prediction' | 'target'>

const anyShape: readonly Shapes[] = [[], [1], [3], [2, 2]]
const rows: readonly Shapes[] = [[1], [3], [2, 2]]

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
  onClasses: { shapes: [[1], [3], [2, 2], [2, 3, 2]], convex: true }
}

/** Every kind of loss of the catalogue. A new row is tried on its example. */
export const lossSubjects: readonly LossSubject[] = losses.map(row => {
  const { name, prediction, target } = row
  return {
    name,
    loss: exampleOf(row),
    ...(prediction === undefined ? {} : { prediction }),
    ...(target === undefined ? {} : { target }),
    ...knowledge[name]
  }
})
