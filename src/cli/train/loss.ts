import { type Either, isRight, left, right } from 'fp-ts/lib/Either.js'
import { type LossRow, losses } from '../../catalogue/losses.js'
import { type Preparation } from '../../files.js'
import { lastOf } from '../../layer/Description.js'
import { showDescription, type UntypedLayer, type UntypedLoss } from '../../index.js'
import { type Failure, usage } from '../Command.js'

type Taken = Pick<LossRow, 'prediction' | 'target'>

const takenBy = ({ description: { kind } }: UntypedLoss): Taken => losses.find(({ name }) => name === kind) ?? {}

const takesProbabilities = ({ target }: Taken): boolean => target === 'fractions' || target === 'probabilities'

/** Whether the loss trains the network to output probabilities of categories. */
export const ofProbabilities = (loss: UntypedLoss): boolean => takesProbabilities(takenBy(loss))

/** Whether a loss accepts the targets: scaled numbers are unbounded, and categories are one-hot rows. */
const fits = (taken: Taken, ofCategories: boolean): boolean =>
  taken.target === undefined || (ofCategories && takesProbabilities(taken))

/** Names of the losses without settings that fit a column of categories or of numbers. */
const named = (ofCategories: boolean): readonly string[] =>
  losses
    .filter(row => row.parts === undefined && isRight(row.build({})) && fits(row, ofCategories))
    .map(({ name }) => name)

/** Losses that `--loss` accepts. All losses for numbers also fit categories. */
export const namedLosses = named(true)

/** The loss on logits that equals a loss on probabilities. */
const onLogits: Readonly<Record<string, string>> = {
  fractions: 'binaryCrossEntropyWithLogits',
  probabilities: 'softmaxCrossEntropy'
}

/** The loss, if it fits the target and the output of the network. */
export const fitting =
  ({ target }: Preparation, network: UntypedLayer) =>
  (loss: UntypedLoss): Either<Failure, UntypedLoss> => {
    const { kind } = loss.description
    const taken = takenBy(loss)
    const ofCategories = 'categories' in target
    if (!fits(taken, ofCategories)) {
      const column = `the ${ofCategories ? 'categories' : 'numbers'} of ${JSON.stringify(target.name)}`
      const advice = ofCategories ? '' : ': if the numbers are categories, add the column to --categories'
      return left(
        usage(`the loss for ${column} must be one of ${named(ofCategories).join(', ')}, found ${kind}${advice}`)
      )
    }
    const last = lastOf(network.description)
    const instead = onLogits[taken.prediction ?? '']
    if (instead === undefined || last.kind !== 'dense') return right(loss)
    const fault = `${kind} needs probabilities, but the last layer, ${showDescription(last)}, outputs unbounded numbers`
    const advice = `use ${instead}, or describe a network that ends with softmax or sigmoid in a configuration file`
    return left(usage(`${fault}: ${advice}`))
  }
