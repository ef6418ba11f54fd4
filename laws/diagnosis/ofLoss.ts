/**
 * The likely cause of a loss's wrong gradient. The loss is treated as a layer of the prediction whose parameter is the target.
 *
 *     forward    value(x, target)      backward    dy · gradient(x, target)
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
import { causeOf, plainCause } from './ofTensor.js'
import { type Case } from '../generator/layer.js'
import { lossCase, type LossCase } from '../generator/loss.js'
import { type LossSubject } from '../subject/losses.js'
import { type Evidence, gather, isWrong } from './Evidence.js'
import { locate } from './locate.js'
import { otherLosses } from './otherLosses.js'

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

const casesOf = (subject: LossSubject): readonly Case[] =>
  fc.sample(lossCase(subject, 'generic'), { seed: 1, numRuns: 16 }).map(asLayer)

const evidenceOf = (cases: readonly Case[]): readonly Evidence[] =>
  cases.flatMap(drawn => gather(drawn, 'input', []).slice(0, 1)).filter(({ shape }) => elementCount(shape) > 0)

export const diagnoseLoss = (subject: LossSubject): string | undefined => {
  const cases = casesOf(subject)
  const all = evidenceOf(cases)
  if (!all.some(isWrong)) return undefined
  const plain = plainCause(all)
  if (plain !== undefined) return plain
  const targets = cases[0]?.params.length ?? 0
  return causeOf(all, targets, locate(cases, { from: targets, first: otherLosses }).get(targets))
}
