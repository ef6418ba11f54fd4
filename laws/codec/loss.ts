/** Every loss of the catalogue, with random settings. */
import * as fc from 'fast-check'
import { showDescription } from '../../src/layer/Description.js'
import { eraseLossTypes, type UntypedLoss } from '../../src/learning/Loss.js'
import { huber } from '../../src/learning/loss/huber.js'
import { type AnyTensor, fresh } from '../../src/tensor/Tensor.js'
import { sameValue } from '../../src/algebra/Value.js'
import { lossSubjects } from '../subject/losses.js'
import { described, type Drawn, first, positive } from './Drawn.js'

export const loss: fc.Arbitrary<UntypedLoss> = fc.oneof(
  fc.constantFrom(...lossSubjects.map(({ loss }) => loss)),
  positive.map(delta => eraseLossTypes(huber(delta)))
)

const two = (numbers: readonly number[]): AnyTensor => fresh([2, 2], Float64Array.from(numbers))
const [prediction, target] = [two([0.25, 0.75, 0.5, 0.5]), two([0, 1, 1, 0])]

export const anyLoss: fc.Arbitrary<Drawn<UntypedLoss>> = loss.map(drawn => ({
  value: drawn,
  differs: found =>
    first(
      ['the description', described(drawn) === described(found)],
      ['the value', sameValue(found.value(prediction, target), drawn.value(prediction, target))],
      ['the gradient', sameValue(found.gradient(prediction, target), drawn.gradient(prediction, target))]
    ),
  exhibits: [['loss', showDescription(drawn.description)]]
}))
