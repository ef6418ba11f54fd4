/** Generates every loss of the catalogue, with random settings. */
import * as fc from 'fast-check'
import { showDescription } from '../../src/layer/Description.js'
import { eraseLossTypes, type UntypedLoss } from '../../src/learning/Loss.js'
import { huber } from '../../src/learning/loss/huber.js'
import { sameValue } from '../../src/algebra/Value.js'
import { lossCase } from '../generator/loss.js'
import { type LossSubject, lossSubjects } from '../subject/losses.js'
import { described, type Drawn, first, positive } from './Drawn.js'

const subjects: fc.Arbitrary<LossSubject> = fc.oneof(
  fc.constantFrom(...lossSubjects),
  positive.map(delta => ({ name: 'huber', loss: eraseLossTypes(huber(delta)) }))
)

/** Any loss of the catalogue. */
export const loss: fc.Arbitrary<UntypedLoss> = subjects.map(subject => subject.loss)

export const anyLoss: fc.Arbitrary<Drawn<UntypedLoss>> = subjects
  .chain(subject => lossCase(subject, 'generic'))
  .map(({ loss: drawn, prediction, target }) => ({
    value: drawn,
    differs: found =>
      first(
        ['the description', described(drawn) === described(found)],
        ['the value', sameValue(found.value(prediction, target), drawn.value(prediction, target))],
        ['the gradient', sameValue(found.gradient(prediction, target), drawn.gradient(prediction, target))],
        ['the number of penalties', found.penalties?.length === drawn.penalties?.length]
      ),
    exhibits: [['loss', showDescription(drawn.description)]]
  }))
