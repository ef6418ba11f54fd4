/** What each law of losses, optimizers, networks, training and codecs says of a mistake; those of layers are in lawsOfLayer. */
import { describe, expect, test } from 'vitest'
import { everythingWrong } from '../../laws/wrong/everything.js'
import { type Said, saidBy } from './said.js'

const lawsOfMistake = (kind: string, mistake: string) =>
  everythingWrong.find(({ of }) => of === kind)?.wrong.find(({ name }) => name === mistake)?.laws ?? []

const expectSaid = (kind: string, table: readonly (readonly [mistake: string, law: string, said: Said])[]) =>
  describe(kind, () => {
    test.each(table)('%s: %s', (mistake, law, said) => {
      expect(saidBy(lawsOfMistake(kind, mistake), law)).toMatchObject([said])
    })
  })

expectSaid('losses', [
  ['a value for every example', 'shapes', { message: 'the value must be one number, of the shape [], found [1]' }],
  [
    'a value that depends on how often it was asked for',
    'purity',
    { message: 'it gave two results for one prediction and target' }
  ],
  ['a gradient that makes the zeros of its target negative', 'purity', { message: 'the target was changed' }],
  ['a gradient that changes the prediction', 'purity', { message: 'the prediction was changed' }],
  [
    'the gradient of the mean absolute error',
    'gradient',
    {
      message: 'the gradient is not the derivative of the value',
      place: 'prediction[0]',
      cause: 'it is the gradient of another loss: of the absolute error, the sign of y − t'
    }
  ],
  [
    'the gradient of the other sign',
    'convexity',
    { message: 'the tangent gives 1 at [0, 0, -1], above the loss, which is 0 there' }
  ],
  ['a value that is not 0 at the target', 'zero', { message: 'at the target it should be 0, found 1' }],
  [
    'a square root that is not a number at the target',
    'zero',
    { message: 'at the target the gradient should be 0, found one of NaN' }
  ],
  [
    'a sum over the batch instead of the mean, in value and gradient',
    'batch',
    { message: 'the batch has the loss 1, the mean of its examples is 0.3333333333333333' }
  ],
  [
    'a mean in the value, a sum in the gradient',
    'batch',
    { message: "the batch's gradient has 2, that of an example over their number 0.6666666666666666" }
  ],
  ['exponentials that overflow', 'finiteness', { message: 'the value or the gradient holds Infinity' }]
])

expectSaid('optimizers', [
  ['it changes the gradient that it is given', 'purity', { message: 'a step changed what it was given' }],
  ['it counts its steps outside of its memory', 'purity', { message: 'a step, taken twice, gave two results' }],
  ['two of its memories have one name', 'shapes', { message: 'two tensors of its memory have the same name' }],
  ['it forgets its memory', 'memory', { message: 'after a step its memory is what it was' }],
  ['it overflows', 'memory', { message: 'its memory is the same for two gradients' }],
  ['a step of its own, whatever the gradient', 'zero gradient', { message: 'a gradient of zero moved the parameters' }],
  ['its learning rate is zero', 'descent', { message: 'its learning rate should be positive, found 0' }],
  ['it ascends', 'descent', { message: 'the first step goes uphill' }],
  [
    'it divides by a norm that may be zero',
    'independence',
    { message: '0.weight[0, 0] becomes NaN, or 0 where the gradients of the others are other ones' }
  ],
  ['it cannot bear gradients above 500', 'finiteness', { message: 'a parameter became Infinity' }]
])

expectSaid('networks', [
  [
    'networks: half the gradient',
    'gradient',
    { message: 'the gradient is not the derivative', place: 'a direction in parameters and input' }
  ],
  [
    'networks: a mean over the batch taken away',
    'batch',
    {
      message: 'the input gradient of example 0: the batch gives -0.25, its examples 0',
      place: 'input[0, 1]',
      cause: 'it sees the other examples of the batch'
    }
  ]
])

expectSaid('training', [
  [
    'an update that depends on how many there were',
    'stride',
    { message: 'with another stride: at step 1 the loss is 0, and 0' }
  ],
  [
    'an update that depends on how many there were',
    'the same run',
    { message: 'run again: at step 1 the loss is 0, and 0' }
  ],
  ['a step that depends on how many there were', 'purity', { message: 'a step, taken twice, gave two results' }],
  ['a step that updates the parameters in place', 'purity', { message: 'a step changed the state that it was given' }],
  ['a step that scales its examples in place', 'purity', { message: 'a step changed the examples' }],
  ['a step that is not counted', 'bookkeeping', { message: 'after step 0 comes step 0' }],
  ['a step that hands on another seed', 'bookkeeping', { message: 'a step changed the seed' }]
])

expectSaid('codecs', [
  ['numbers of 32 bits', 'there and back', { message: 'a tensor is not what was written' }],
  ['a file that counts how many were written', 'there and back', { message: 'the metadata is not what was written' }],
  ['a file that counts how many were written', 'the same file', { message: 'it is written otherwise the second time' }],
  ['the sign of zero is lost', 'the same file', { message: 'what was read is written otherwise' }],
  ['what is missing at the end is taken for zeros', 'cut short', { message: '71 of 72 bytes were read' }],
  [
    'the stack is part of the reason',
    'cut short',
    {
      message:
        'the reason should be one line, found "a safetensors file begins with 8 bytes, found 0\\n    at decodeModel (model.js:1:1)"'
    }
  ],
  [
    'bytes that are no text are thrown',
    'damage',
    { message: 'threw TypeError: The encoded data was not valid for encoding utf-8' }
  ],
  ['its loss is forgotten', 'there and back', { message: 'the preparation is not what was written' }],
  [
    'it forgets what the optimizer remembers',
    'there and back',
    { message: 'what the optimizer remembers is not what was written' }
  ],
  [
    'it begins to count its steps again',
    'there and back',
    { message: 'a number of the state is not what was written' }
  ],
  ['what it gives is one too large', 'there and back', { message: 'what it makes of a batch is not what was written' }],
  [
    'a network as it learns is saved as the one that predicts',
    'as it learns',
    { message: 'the description is not what was written' }
  ],
  ['only its learning rate is read', 'there and back', { message: 'what it remembers is not what was written' }],
  ['its schedule stands still', 'there and back', { message: 'a rate is not what was written' }],
  ['its gradient is half of what it was', 'there and back', { message: 'its gradient is not what was written' }]
])
