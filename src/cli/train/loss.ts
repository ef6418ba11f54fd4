/** Which loss goes with which target, and with which network: the table of losses says what numbers each of them takes. */
import { type Either, isRight, left, right } from 'fp-ts/lib/Either.js'
import { type LossRow, losses } from '../../catalogue/losses.js'
import { type Preparation } from '../../codec/preparation.js'
import { lastOf } from '../../layer/Description.js'
import { type UntypedLayer, meanSquaredError, showDescription, softmaxCrossEntropy } from '../../index.js'
import { eraseLossTypes, type UntypedLoss } from '../../learning/Loss.js'
import { type Failure, usage } from '../Command.js'

/** Whether a model tells categories apart. */
export const isClassifier = ({ target }: Preparation): boolean => 'categories' in target

/** What a target is compared by. */
export const lossFor = (preparation: Preparation): UntypedLoss =>
  isClassifier(preparation)
    ? eraseLossTypes(softmaxCrossEntropy<readonly [number]>())
    : eraseLossTypes(meanSquaredError())

type Taken = Pick<LossRow, 'prediction' | 'target'>

const takenBy = ({ description: { kind } }: UntypedLoss): Taken => losses.find(({ name }) => name === kind) ?? {}

const takesProbabilities = ({ target }: Taken): boolean => target === 'fractions' || target === 'probabilities'

/** Whether what it teaches is how probable each category is. */
export const ofProbabilities = (loss: UntypedLoss): boolean => takesProbabilities(takenBy(loss))

/** Numbers of a column are scaled, so they may be any; categories become a single 1 among zeros. */
const fits = (taken: Taken, ofCategories: boolean): boolean =>
  taken.target === undefined || (ofCategories && takesProbabilities(taken))

/** Those that need no numbers of their own, and fit a column of categories or of numbers. */
const named = (ofCategories: boolean): readonly string[] =>
  losses.filter(row => isRight(row.build({})) && fits(row, ofCategories)).map(({ name }) => name)

/** Those of categories: what fits numbers fits them too. */
export const namedLosses = named(true)

/** On logits what the other computes of probabilities. */
const onLogits: Readonly<Record<string, string>> = {
  fractions: 'binaryCrossEntropyWithLogits',
  probabilities: 'softmaxCrossEntropy'
}

/** The loss, if it can teach this network this target. */
export const fitting =
  (preparation: Preparation, network: UntypedLayer) =>
  (loss: UntypedLoss): Either<Failure, UntypedLoss> => {
    const { kind } = loss.description
    const taken = takenBy(loss)
    const ofCategories = isClassifier(preparation)
    if (!fits(taken, ofCategories)) {
      const column = `${JSON.stringify(preparation.target.name)}, a column of ${ofCategories ? 'categories' : 'numbers'}`
      const advice = ofCategories ? '' : ': if they are categories, name the column in --categories'
      return left(
        usage(`the loss for ${column}, must be one of ${named(ofCategories).join(', ')}, found ${kind}${advice}`)
      )
    }
    const last = lastOf(network.description)
    const instead = onLogits[taken.prediction ?? '']
    if (instead === undefined || last.kind !== 'dense') return right(loss)
    const fault = `${kind} takes probabilities, and ${showDescription(last)}, the last layer, gives any numbers`
    const advice = `take ${instead}, or a whole network that ends with softmax or sigmoid, in a configuration file`
    return left(usage(`${fault}: ${advice}`))
  }
