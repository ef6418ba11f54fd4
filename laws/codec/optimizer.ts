/** Random schedules and optimizers, composed of any others: what is read must go the same way, at the same rates. */
import * as fc from 'fast-check'
import { evaluate } from 'fp-ts/lib/State.js'
import { showDescription } from '../../src/layer/Description.js'
import { followedBy, type Optimizer, precededBy, type Transformation } from '../../src/learning/Optimizer.js'
import { accumulate } from '../../src/learning/optimizer/accumulate.js'
import { adagrad } from '../../src/learning/optimizer/adagrad.js'
import { adam } from '../../src/learning/optimizer/adam.js'
import { adamw } from '../../src/learning/optimizer/adamw.js'
import { clipByGlobalNorm } from '../../src/learning/optimizer/clipByGlobalNorm.js'
import { clipByValue } from '../../src/learning/optimizer/clipByValue.js'
import { forParameters } from '../../src/learning/optimizer/forParameters.js'
import { momentum } from '../../src/learning/optimizer/momentum.js'
import { nesterov } from '../../src/learning/optimizer/nesterov.js'
import { rmsprop } from '../../src/learning/optimizer/rmsprop.js'
import { scaleBy } from '../../src/learning/optimizer/scaleBy.js'
import { sgd } from '../../src/learning/optimizer/sgd.js'
import { weightDecay } from '../../src/learning/optimizer/weightDecay.js'
import { exampleOf } from '../../src/catalogue/Row.js'
import { optimizers } from '../../src/catalogue/optimizers.js'
import { transformations } from '../../src/catalogue/transformations.js'
import { normal, seed } from '../../src/tensor/Random.js'
import {
  constant,
  cosine,
  exponential,
  oneCycle,
  type Schedule,
  stepDecay,
  switchAfter,
  times,
  warmUp
} from '../../src/learning/Schedule.js'
import { type Shape } from '../../src/tensor/Shape.js'
import { type Params, sameValue } from '../../src/algebra/Value.js'
import { parameters } from '../generator/optimizer.js'
import { scheduleSubjects } from '../subject/schedules.js'
import { described, type Drawn, exactly, finite, first, fraction, positive, steps } from './Drawn.js'

const plainSchedule: fc.Arbitrary<Schedule> = fc.oneof(
  fc.constantFrom(...scheduleSubjects.values()),
  finite.map(constant),
  fc.tuple(finite, finite, steps).map(given => stepDecay(...given)),
  fc.tuple(finite, finite).map(given => exponential(...given)),
  fc.tuple(finite, steps, finite).map(given => cosine(...given)),
  fc
    .tuple(finite, steps, fraction, finite, finite)
    .map(([highest, n, upwards, first, last]) => oneCycle(highest, n, { upwards, first, last }))
)

const schedule: fc.Arbitrary<Schedule> = fc.letrec<{ readonly any: Schedule }>(tie => ({
  any: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    plainSchedule,
    fc.tuple(steps, tie('any')).map(([n, then]) => warmUp(n)(then)),
    fc.tuple(steps, tie('any'), tie('any')).map(([n, one, next]) => switchAfter(n, next)(one)),
    fc.tuple(finite, tie('any')).map(([factor, of]) => times(factor)(of))
  )
})).any

const someSteps = [0, 1, 2, 3, 5, 10, 50, 1000]

export const anySchedule: fc.Arbitrary<Drawn<Schedule>> = schedule.map(drawn => ({
  value: drawn,
  differs: found =>
    first(
      ['the description', described(drawn) === described(found)],
      ['a rate', exactly(someSteps.map(found.at)) === exactly(someSteps.map(drawn.at))]
    ),
  exhibits: [['schedule', showDescription(drawn.description)]]
}))

const adamSettings = fc.record({ beta1: fraction, beta2: fraction, epsilon: positive })

const transformation: fc.Arbitrary<Transformation> = fc.letrec<{ readonly any: Transformation }>(tie => ({
  any: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    fc.constantFrom(...transformations.filter(({ parts }) => parts === undefined).map(row => exampleOf(row))),
    finite.map(scaleBy),
    positive.map(clipByValue),
    positive.map(clipByGlobalNorm),
    positive.map(weightDecay),
    fraction.map(share => momentum(1, share).direction),
    adamSettings.map(settings => adamw(1, settings).direction),
    // One may stand in another, so there is a name, 0.weight, that all of them match.
    fc
      .tuple(fc.constantFrom(/weight$/, /^0\./i, /weight|\//su), tie('any'))
      .map(([names, of]) => forParameters(names, of))
  )
})).any

/** One that is not composed. */
export const plainOptimizer: fc.Arbitrary<Optimizer> = fc.oneof(finite, schedule).chain(rate =>
  fc.oneof(
    fc.constantFrom(...optimizers).map(({ at }) => at(rate)),
    fc.constant(sgd(rate)),
    fraction.map(share => momentum(rate, share)),
    fraction.map(share => nesterov(rate, share)),
    positive.map(epsilon => adagrad(rate, epsilon)),
    fc.record({ decay: fraction, epsilon: positive }).map(settings => rmsprop(rate, settings)),
    adamSettings.map(settings => adam(rate, settings)),
    fc.tuple(adamSettings, fraction).map(([settings, decay]) => adamw(rate, { ...settings, weightDecay: decay }))
  )
)

const composed = fc.oneof(
  transformation.map(precededBy),
  transformation.map(followedBy),
  fc.integer({ min: 1, max: 4 }).map(accumulate)
)

const optimizer: fc.Arbitrary<Optimizer> = fc
  .tuple(plainOptimizer, fc.array(composed, { maxLength: 3 }))
  .map(([plain, ways]) => ways.reduce((made, way) => way(made), plain))

/** Where an optimizer comes to in some steps, with what it remembers. */
const reachedBy = (made: Optimizer): readonly [params: Params, memory: Params] => {
  const update = made.update(parameters)
  const noise = (number: number): Params =>
    parameters.map((one, i) => evaluate(seed(10 * number + i))(normal()<Shape>(one.shape)))
  return [0, 1, 2, 3].reduce<readonly [Params, Params]>(
    ([params, memory], step) => update(made.learningRate(step), memory, params, noise(step)),
    [noise(9), made.init(parameters)]
  )
}

export const anyOptimizer: fc.Arbitrary<Drawn<Optimizer>> = optimizer.map(drawn => ({
  value: drawn,
  differs: found =>
    first(
      ['the description', described(drawn) === described(found)],
      ['a rate', exactly(someSteps.map(found.learningRate)) === exactly(someSteps.map(drawn.learningRate))],
      ['the memory', exactly(found.direction.memory(parameters)) === exactly(drawn.direction.memory(parameters))],
      ['the step', sameValue(reachedBy(found), reachedBy(drawn))]
    ),
  exhibits: [['optimizer', showDescription(drawn.description)]]
}))
