/** Stepwise inference gives the outputs of the whole sequence, bit for bit, and no output depends on what comes later. */
import { isNone } from 'fp-ts/lib/Option.js'
import { pipe } from 'fp-ts/lib/function.js'
import { andThen, attention, backInTime, crossAttention, dense, dropout, rnnCell, tanh, trainingForm } from 'pullback'
import { describe, expect, test } from 'vitest'
import { stepwiseLaws } from '../../laws/composition/stepwiseLaws.js'
import { register } from '../../laws/run/register.js'
import { wrongSteps } from '../../laws/wrong/stepwise.js'
import { rejecting } from '../../laws/wrong/Wrong.js'

describe('layers that take one position after the other', () => {
  register(test, stepwiseLaws())
})

test('layers that need the whole sequence have no stepwise inference', () => {
  const whole = [
    attention(4, 2),
    crossAttention(4, 2),
    dense(4, 4),
    pipe(attention(4, 2), andThen(tanh())),
    backInTime(rnnCell(4)),
    trainingForm(dropout(0.5), [])
  ]
  expect(whole.map(({ stepwise }) => isNone(stepwise))).toEqual(whole.map(() => true))
})

test.each(wrongSteps.map(row => [row.name, row] as const))('%s: rejected', (_, row) => {
  expect(rejecting(row, { seed: 1, shrinks: 0, explain: false })).not.toEqual([])
})
