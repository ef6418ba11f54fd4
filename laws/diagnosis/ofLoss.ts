/**
 * The likely cause of a loss's wrong gradient. The loss is treated as a layer of the prediction whose parameter is the target.
 *
 *     forward    value(x, target)      backward    dy · gradient(x, target)
 *
 * First the gradient is compared with those of other losses of prediction y and target t, each up to a factor.
 */
import * as fc from 'fast-check'
import { right } from 'fp-ts/lib/Either.js'
import { none } from 'fp-ts/lib/Option.js'
import { of } from 'fp-ts/lib/State.js'
import { scale } from '../../src/algebra/Algebra.js'
import { eraseTypes } from '../../src/layer/eraseTypes.js'
import { describe } from '../../src/layer/Description.js'
import { layer } from '../../src/layer/Layer.js'
import { elementCount } from '../../src/tensor/Shape.js'
import { scalar, toNumber, type Scalar } from '../../src/tensor/Tensor.js'
import { mapValues, tensorsOf, type Params, type Value } from '../../src/algebra/Value.js'
import { causeOf } from './ofGradient.js'
import { type Case } from '../generator/layer.js'
import { lossCase, type LossCase } from '../generator/loss.js'
import { type LossSubject } from '../subject/losses.js'
import { numbersOf } from '../value/Numbers.js'
import { locate } from './locate.js'
import { at, dot, type Evidence, gather, isWrong, type Row } from './Evidence.js'
import { sizeFactor } from './factors.js'
import { everywhere, explain, gradientOf, type Guess, written } from './Guess.js'

const asLayer = ({ loss, examples, prediction, target }: LossCase): Case => {
  const params = tensorsOf(target)
  const description = describe(
    loss.description.kind,
    {},
    params.map(({ shape }) => ({ name: 'target', shape }))
  )
  const own = eraseTypes(
    layer<Params, Value, Scalar, Value>({
      description,
      inputShape: none,
      outputShape: () => right([]),
      init: of(params),
      forward: (_, x) => [loss.value(x, target), x],
      backward: (_, x, dy) => [
        params.map(one => scale(0, one)),
        mapValues(g => scale(toNumber(dy), g))(loss.gradient(x, target))
      ]
    })
  )
  return { layer: own, alone: () => own, examples, params, input: prediction, outputGradient: scalar(1), turn: 0 }
}

/** A gradient computed element-wise from prediction and target. */
const gradient = (cause: string, f: (y: number, t: number) => number): Guess => ({
  cause,
  row: ({ drawn, numbers, isWhole }) => {
    const target = drawn.params.flatMap(one => Array.from(numbersOf(one)))
    if (!isWhole || target.length !== numbers.length) return undefined
    const row = numbers.map((y, i) => f(y, at(target, i)) / numbers.length)
    return row.every(Number.isFinite) ? row : undefined
  }
})

const others: readonly Guess[] = [
  gradient('the squared error, or the cross-entropy of logits after a softmax, y − t', (y, t) => 2 * (y - t)),
  gradient('the absolute error, the sign of y − t', (y, t) => Math.sign(y - t)),
  gradient('the Huber loss, y − t cut off at 1', (y, t) => Math.max(-1, Math.min(1, y - t))),
  gradient('log cosh, tanh (y − t)', (y, t) => Math.tanh(y - t)),
  gradient('cross-entropy of probabilities, −t / y', (y, t) => -t / y),
  gradient('binary cross-entropy of probabilities, (y − t) / (y (1 − y))', (y, t) => (y - t) / (y * (1 - y))),
  gradient('binary cross-entropy of logits, σ(y) − t', (y, t) => 1 / (1 + Math.exp(-y)) - t),
  gradient('the reversed divergence KL(y ‖ t), log (y / t) + 1', (y, t) => Math.log(y / t) + 1),
  gradient('the reversed divergence KL(y ‖ t), log (y / t)', (y, t) => Math.log(y / t)),
  gradient('the hinge loss, −t where t y < 1', (y, t) => (t * y < 1 ? -t : 0)),
  gradient('the squared hinge loss, −t (1 − t y) where t y < 1', (y, t) => -2 * t * Math.max(0, 1 - t * y)),
  gradient('the product, −t', (_, t) => -t)
]

/** The right gradient times the Jacobian of a softmax. */
const softmaxAgain: Guess = {
  cause: 'the Jacobian of softmax is applied again, twice in all',
  row: ({ numbers, numeric, place, isWhole }) => {
    const width = place.shape.at(-1) ?? 1
    if (!isWhole || width < 2) return undefined
    const rowOf = (all: Row, i: number): Row => all.slice(i - (i % width), i - (i % width) + width)
    const shares = numbers.map((x, i) => 1 / rowOf(numbers, i).reduce((sum, other) => sum + Math.exp(other - x), 0))
    return numeric.map((g, i) => at(shares, i) * (g - dot(rowOf(shares, i), rowOf(numeric, i))))
  }
}

const casesOf = (subject: LossSubject): readonly Case[] =>
  fc.sample(lossCase(subject, 'generic'), { seed: 1, numRuns: 16 }).map(asLayer)

const evidenceOf = (cases: readonly Case[]): readonly Evidence[] =>
  cases.flatMap(drawn => gather(drawn, 'input', []).slice(0, 1)).filter(({ place }) => elementCount(place.shape) > 0)

export const diagnoseLoss = (subject: LossSubject): string | undefined => {
  const cases = casesOf(subject)
  const all = evidenceOf(cases)
  if (!all.some(isWrong)) return undefined
  const size = sizeFactor(all, everywhere)
  if (size !== undefined) return size
  if (explain([softmaxAgain], gradientOf, everywhere, all)?.factor === 1) return softmaxAgain.cause
  const other = explain(others, gradientOf, everywhere, all)
  if (other !== undefined)
    return `the gradient is that of another loss: ${other.cause}${other.factor === 1 ? '' : `, times ${written(other.factor)}`}`
  const targets = cases[0]?.params.length ?? 0
  return causeOf(all, locate(cases, targets)?.get(targets))
}
