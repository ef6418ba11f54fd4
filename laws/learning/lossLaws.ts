import { eraseLossTypes, type Loss } from '../../src/learning/Loss.js'
import { joinBatches } from '../../src/data/Dataset.js'
import { elementCount, showShape } from '../../src/tensor/Shape.js'
import { type AnyTensor, toNumber } from '../../src/tensor/Tensor.js'
import { sameValue, tensorsOf, type Value } from '../../src/algebra/Value.js'
import { differentiate } from '../derivative/derivative.js'
import { exhibitsOfLoss, lossCase, type LossCase, reachedByLoss } from '../generator/loss.js'
import { type LossSubject } from '../subject/losses.js'
import { kindsIn, kindsOf, type PaletteName } from '../generator/numbers.js'
import { parameters, zeros } from '../generator/optimizer.js'
import { params } from '../generator/value.js'
import { judge } from '../derivative/judgement.js'
import { allOf, type Details, fails, type Finding, holds, type Law } from '../law/Law.js'
import { lawOver } from '../law/lawOver.js'
import { firstDifference } from '../value/near.js'
import { example, inner, numbersOf, placeOf, shapesOf, showParams, withNumbers } from '../value/Numbers.js'
import { notFinite, requireValue } from '../value/Passes.js'
import { type Claimed, compareGradient, isKinkedAtTies } from './compareGradient.js'

const valueOf = ({ loss, target }: LossCase, prediction: Value): number => toNumber(loss.value(prediction, target))

const gradientOf = ({ loss, target }: LossCase, prediction: Value): Float64Array =>
  numbersOf(requireValue('the gradient', loss.gradient(prediction, target), shapesOf(prediction)))

const largest = (numbers: Float64Array): number => numbers.reduce((most, x) => Math.max(most, Math.abs(x)), 0)

/** The indices of the numbers of every example of a batch. */
const ofExamples = (batch: Value, examples: number): readonly (readonly number[])[] => {
  let from = 0
  const starts = tensorsOf(batch).map(({ shape }) => {
    const width = elementCount(shape) / examples
    const start = from
    from += elementCount(shape)
    return { start, width }
  })
  return Array.from({ length: examples }, (_, e) =>
    starts.flatMap(({ start, width }) => Array.from({ length: width }, (_, i) => start + e * width + i))
  )
}

const claimedBy = (drawn: LossCase, symptom: Details): Claimed => {
  const { prediction: point } = drawn
  const found = gradientOf(drawn, point)
  return {
    valueAt: prediction => valueOf(drawn, prediction),
    point,
    numbers: numbersOf(point),
    gradient: found,
    // At a minimum the gradient is 0, which gives no scale: then the gradient of another prediction gives the scale.
    scale: largest(found) || largest(gradientOf(drawn, drawn.other)),
    names: ['prediction'],
    symptom
  }
}

const gradient =
  (subject: LossSubject) =>
  (drawn: LossCase): Finding => {
    const claimed = claimedBy(drawn, { symptom: { of: 'loss', subject } })
    return allOf(ofExamples(drawn.prediction, drawn.examples).map(places => compareGradient(claimed, places)))
  }

/** Whether the example of a number has a kink where predictions are equal. */
const isTied = (drawn: LossCase, i: number): boolean => {
  const places = ofExamples(drawn.prediction, drawn.examples).find(places => places.includes(i)) ?? []
  return isKinkedAtTies(claimedBy(drawn, {}), places)
}

/** The distances by which a number of a prediction is moved: about 1, and so far that it stays above 0 and in its interval. */
const distancesAt = (x: number, { prediction = 'any' }: LossSubject): readonly number[] =>
  [Math.max(1, Math.abs(x)), prediction === 'any' ? Math.abs(x) : Math.min(Math.abs(x), Math.abs(1 - x) || 1)].filter(
    distance => distance > 0
  )

/** The names of numbers of which a report can say that they were not reached. */
const magnitudeOf = (x: number): string =>
  Math.abs(x) < 1e-3 ? 'numbers below 10⁻³' : Math.abs(x) > 10 ? 'numbers above 10' : 'numbers between 10⁻³ and 10'

/**
 * Compares the gradient at predictions of any magnitude. A difference at the first distance counts unless the second refutes it. Where
 * equal predictions meet, the law of the gradient judges them jointly.
 */
const range =
  (subject: LossSubject) =>
  (drawn: LossCase): Finding => {
    const gradient = gradientOf(drawn, drawn.prediction)
    const numbers = numbersOf(drawn.prediction)
    const judged = Array.from(gradient, (analytic, i) => {
      const x = numbers[i] ?? NaN
      const at = (t: number) => valueOf(drawn, withNumbers(drawn.prediction)(numbers.with(i, x + t)))
      const decided = distancesAt(x, subject).flatMap(distance => {
        // The number moves by less than its size, so its own rounding counts.
        const inside = Math.max(1, Math.abs(analytic * x))
        const estimate = differentiate(at, { argument: distance, gradient: Math.abs(analytic), inside })
        const found = judge(analytic, estimate, Math.abs(analytic))
        return estimate.kind === 'smooth' && found.verdict !== 'inconclusive' ? [found] : []
      })
      return { i, x, found: decided.find(({ verdict }) => verdict === 'agrees') ?? decided.at(-1) }
    })
    const wrong = judged.find(({ i, found }) => found?.verdict === 'differs' && !isTied(drawn, i))
    if (wrong?.found !== undefined) {
      const { analytic, numeric, tolerance, sweep } = wrong.found
      return fails('the gradient is not the derivative of the value', () => ({
        entry: { place: placeOf(drawn.prediction, ['prediction'], wrong.i), analytic, numeric, tolerance },
        sweep,
        cause: `wrong at predictions such as ${Number(wrong.x.toPrecision(2))}: a limit, a guard or a special case`
      }))
    }
    const known = judged.filter(({ found }) => found !== undefined)
    const names = (some: typeof judged) => [...new Set(some.map(({ x }) => magnitudeOf(x)))]
    return holds(known.length, 0, { places: { reached: names(known), tried: names(judged) } })
  }

/** The law of the penalties of a loss on the parameters of two dense layers. */
const penaltyLaw = ({ name, loss: { penalties = [] } }: LossSubject): Law =>
  lawOver({
    arbitrary: params(zeros),
    exhibits: drawn =>
      showParams(
        parameters.map(({ name }) => name),
        drawn
      ),
    reached: drawn => kindsOf(numbersOf(drawn))
  })(
    `${name}: penalty`,
    'the gradient of a penalty is the derivative of its value',
    drawn =>
      allOf(
        penalties.map(({ on }) => {
          const { value, gradient } = on(parameters)
          const found = numbersOf(requireValue('the gradient of the penalty', gradient(drawn), shapesOf(drawn)))
          const claimed: Claimed = {
            valueAt: point => toNumber(value(tensorsOf(point))),
            point: drawn,
            numbers: numbersOf(drawn),
            gradient: found,
            scale: largest(found) || 1,
            names: parameters.map(({ name }) => name),
            symptom: {}
          }
          return compareGradient(
            claimed,
            Array.from(found, (_, i) => i)
          )
        })
      ),
    kindsIn.special
  )

/** Relative tolerance for rounding. */
const rounding = 1e-9

const convexity = (drawn: LossCase): Finding => {
  const [from, to] = [numbersOf(drawn.prediction), numbersOf(drawn.other)]
  const step = to.map((x, i) => x - (from[i] ?? NaN))
  const [before, after] = [valueOf(drawn, drawn.prediction), valueOf(drawn, drawn.other)]
  const tangent = inner(gradientOf(drawn, drawn.prediction), step)
  const tolerance = rounding * Math.max(1, Math.abs(before), Math.abs(after), tangent.magnitude)
  return before + tangent.value <= after + tolerance
    ? holds()
    : fails(`the tangent gives ${before + tangent.value} at ${showNumbers(to)}, above the loss of ${after}`)
}

const showNumbers = (numbers: Float64Array): string => `[${Array.from(numbers).join(', ')}]`

const zero = (drawn: LossCase): Finding => {
  const value = valueOf(drawn, drawn.target)
  const slope = largest(gradientOf(drawn, drawn.target))
  if (!(Math.abs(value) <= rounding)) return fails(`at the target the value must be 0, found ${value}`)
  return slope <= rounding ? holds(2) : fails(`at the target the gradient must be 0, found an entry of ${slope}`)
}

const batch = (drawn: LossCase): Finding => {
  const { loss, examples, prediction, target } = drawn
  const each = Array.from({ length: examples }, (_, i) => {
    const own = { ...drawn, target: example(i)(target) }
    const row = example(i)(prediction)
    const numbers = gradientOf(own, row).map(x => x / examples)
    return { value: valueOf(own, row), gradient: withNumbers(row)(numbers) }
  })
  const mean = each.reduce((sum, { value }) => sum + value, 0) / examples
  const whole = valueOf(drawn, prediction)
  if (!(Math.abs(whole - mean) <= rounding * Math.max(1, Math.abs(mean))))
    return fails(`the loss of the batch is ${whole}, the mean over its examples is ${mean}`)
  const expected = joinBatches(each.map(({ gradient }) => gradient))
  const difference = firstDifference(loss.gradient(prediction, target), expected)
  return difference === undefined
    ? holds(1 + examples)
    : fails(
        `the gradient of the batch has ${difference.one}, the gradient of an example divided by the batch size has ${difference.other}`
      )
}

const shapes = ({ loss, prediction, target }: LossCase): Finding => {
  const { shape }: AnyTensor = loss.value(prediction, target)
  if (shape.length > 0) return fails(`the value must be a scalar, of the shape [], found ${showShape(shape)}`)
  requireValue('the gradient', loss.gradient(prediction, target), shapesOf(prediction))
  return holds(2)
}

const purity = ({ loss, prediction, target, other }: LossCase): Finding => {
  const [y, t] = [withNumbers(prediction)(numbersOf(prediction)), withNumbers(target)(numbersOf(target))]
  const once = [loss.value(y, t), loss.gradient(y, t)]
  const kept = withNumbers<Value>(once)(numbersOf(once))
  loss.value(other, t)
  loss.gradient(other, t)
  if (!sameValue(y, prediction)) return fails('the loss changed the prediction')
  if (!sameValue(t, target)) return fails('the loss changed the target')
  return sameValue(kept, [loss.value(y, t), loss.gradient(y, t)])
    ? holds(3)
    : fails('the loss gave two results for the same prediction and target')
}

const finite = ({ loss, prediction, target }: LossCase): Finding => {
  const found = notFinite([loss.value(prediction, target), loss.gradient(prediction, target)])
  return found === undefined ? holds() : fails(`the value or the gradient holds ${found}`)
}

/** The laws of a loss, given as a subject: with the same statements as `lossLaws`. */
export const lawsOfLoss = (subject: LossSubject): readonly Law[] => {
  const law = (
    name: string,
    statement: string,
    check: (drawn: LossCase) => Finding,
    palette: PaletteName = 'special'
  ) =>
    lawOver({ arbitrary: lossCase(subject, palette), exhibits: exhibitsOfLoss, reached: reachedByLoss })(
      `${subject.name}: ${name}`,
      statement,
      check,
      [
        'batch of one',
        'batch of several',
        // Predictions of a restricted kind, such as fractions, cannot cover every case.
        ...(subject.prediction === undefined || subject.prediction === 'any' ? kindsIn[palette] : [])
      ]
    )
  return [
    law('shapes', 'the value is a scalar, and the gradient has the shape of the prediction', shapes),
    law('purity', 'the same call gives the same bits, and no argument changes', purity),
    law('gradient', 'the gradient is the derivative of the value', gradient(subject)),
    ...(subject.convex === true ? [law('convexity', 'no tangent lies above a convex loss', convexity)] : []),
    ...(subject.zeroAtTarget === true ? [law('zero', 'at the target the value and the gradient are 0', zero)] : []),
    law('batch', 'the loss of a batch is the mean over its examples', batch),
    ...(subject.loss.penalties === undefined ? [] : [penaltyLaw(subject)]),
    law('finiteness', 'predictions of up to 10³ give a finite value and gradient', finite, 'large'),
    {
      ...law('range', 'the gradient holds for large and small predictions', range(subject), 'far'),
      runs: 30
    }
  ]
}

/**
 * The laws of one loss.
 *
 *     shapes       the value is a scalar, and the gradient has the shape of the prediction
 *     purity       the same call gives the same bits, and no argument changes
 *     gradient     the gradient is the derivative of the value, to a derived tolerance
 *     convexity    ⟨gradient(y), v − y⟩ ≤ value(v) − value(y), if `convex`: value and gradient agree far apart, too
 *     zero         value and gradient are 0 if the prediction equals the target, if `zeroAtTarget`
 *     batch        the loss of a batch is the mean of the losses of its examples
 *     penalty      the gradient of a penalty such as `l2` is the derivative of its value, on 0.weight, 0.bias, 2.weight, 2.bias
 *     finiteness   finite values and gradients for predictions of up to 10³
 *     range        the gradient is the derivative at predictions from 10⁻⁹ to 10³, and near the ends of their interval
 *
 * @param known properties of the loss, such as the numbers that it takes. Default of `name`: the kind of the loss.
 * @example verify(lossLaws(meanSquaredError(), { convex: true, zeroAtTarget: true }))
 * @example verify(lossLaws(softmaxCrossEntropy(), { target: 'oneHot', convex: true }))
 */
export const lossLaws = <B extends Value, T extends Value>(
  loss: Loss<B, T>,
  known: Partial<Omit<LossSubject, 'loss'>> = {}
): readonly Law[] => lawsOfLoss({ name: loss.description.kind, ...known, loss: eraseLossTypes(loss) })
