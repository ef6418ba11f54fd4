/** The message of each law of losses, optimizers, networks, training and codecs for a mistake. Laws of layers: lawsOfLayer. */
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
  ['a value for every example', 'shapes', { message: 'the value must be a scalar, of the shape [], found [1]' }],
  [
    'a value that depends on the number of calls',
    'purity',
    { message: 'the loss gave two results for the same prediction and target' }
  ],
  ['a gradient that negates the zeros of its target', 'purity', { message: 'the loss changed the target' }],
  ['a gradient that changes the prediction', 'purity', { message: 'the loss changed the prediction' }],
  [
    'the gradient of the mean absolute error',
    'gradient',
    {
      message: 'the gradient is not the derivative of the value',
      place: 'prediction[0]',
      cause: 'the gradient is that of another loss: the absolute error, the sign of y − t'
    }
  ],
  [
    'a gradient with the wrong sign',
    'convexity',
    { message: 'the tangent gives 1 at [0, 0, -1], above the loss of 0' }
  ],
  ['a value that is not 0 at the target', 'zero', { message: 'at the target the value must be 0, found 1' }],
  [
    'a square root that gives NaN at the target',
    'zero',
    { message: 'at the target the gradient must be 0, found an entry of NaN' }
  ],
  [
    'a sum over the batch instead of the mean, in value and gradient',
    'batch',
    { message: 'the loss of the batch is 1, the mean over its examples is 0.3333333333333333' }
  ],
  [
    'a mean in the value, a sum in the gradient',
    'batch',
    {
      message:
        'the gradient of the batch has 2, the gradient of an example divided by the batch size has 0.6666666666666666'
    }
  ],
  ['exponentials that overflow', 'finiteness', { message: 'the value or the gradient holds Infinity' }]
])

expectSaid('optimizers', [
  ['changes the gradient in place', 'purity', { message: 'a step changed its arguments' }],
  ['counts its steps outside of the memory', 'purity', { message: 'the same step gave two results' }],
  ['two tensors of memory with the same name', 'shapes', { message: 'two tensors of the memory have the same name' }],
  ['a memory that never changes', 'memory', { message: 'a step did not change the memory' }],
  ['a memory that overflows', 'memory', { message: 'two different gradients gave the same memory' }],
  ['a constant added to every gradient', 'zero gradient', { message: 'a gradient of zero moved the parameters' }],
  ['a learning rate of zero', 'descent', { message: 'the learning rate must be positive, found 0' }],
  ['ascends instead of descending', 'descent', { message: 'the first step goes uphill' }],
  [
    'divides by a norm that may be zero',
    'independence',
    { message: '0.weight[0, 0] becomes NaN, and 0 with other gradients of the other numbers' }
  ],
  ['overflows for gradients above 500', 'finiteness', { message: 'a parameter became Infinity' }]
])

expectSaid('networks', [
  [
    'networks: half the gradient',
    'gradient',
    { message: 'the gradient is not the derivative of forward', place: 'a direction in parameters and input' }
  ],
  [
    'networks: the batch mean subtracted',
    'batch',
    {
      message: 'the input gradient of example 0: the batch gives -0.25, its examples 0',
      place: 'input[0, 1]',
      cause: 'the result for an example depends on the other examples of the batch'
    }
  ]
])

expectSaid('training', [
  [
    'an update that depends on the number of calls',
    'stride',
    { message: 'with another stride: at step 1 the state differs (loss 0 and 0)' }
  ],
  [
    'an update that depends on the number of calls',
    'determinism',
    { message: 'run again: at step 1 the state differs (loss 0 and 0)' }
  ],
  ['a step that depends on the number of calls', 'purity', { message: 'the same step gave two results' }],
  ['a step that updates the parameters in place', 'purity', { message: 'a step changed its state argument' }],
  ['a step that scales its examples in place', 'purity', { message: 'a step changed the examples' }],
  ['a step that is not counted', 'bookkeeping', { message: 'step 0 must be followed by step 1, found 0' }],
  ['a step that changes the seed', 'bookkeeping', { message: 'a step changed the seed' }]
])

expectSaid('codecs', [
  ['numbers rounded to 32 bits', 'round trip', { message: 'a tensor changed between encoding and decoding' }],
  [
    'a file with a count of the files so far',
    'round trip',
    { message: 'the metadata changed between encoding and decoding' }
  ],
  [
    'a file with a count of the files so far',
    'same bytes',
    { message: 'encoding the same value again gave other bytes' }
  ],
  ['the sign of zero is lost', 'same bytes', { message: 'the decoded value is encoded as other bytes' }],
  [
    'missing bytes at the end taken for zeros',
    'truncation',
    { message: 'the first 71 of 72 bytes were accepted as a whole file' }
  ],
  [
    'a stack trace in the reason',
    'truncation',
    {
      message:
        'the reason must be one line, found "this is not a safetensors file, or it is incomplete: the header must be at most 135 bytes long, found 136\\n    at decodeModel (model.js:1:1)"'
    }
  ],
  [
    'an error thrown for bytes that are not text',
    'damage',
    { message: 'threw TypeError: The encoded data was not valid for encoding utf-8' }
  ],
  [
    'a model without its loss and preparation',
    'round trip',
    { message: 'the preparation changed between encoding and decoding' }
  ],
  [
    'the memory of the optimizer set to zero',
    'round trip',
    { message: 'the memory of the optimizer changed between encoding and decoding' }
  ],
  [
    'the step number set to zero',
    'round trip',
    { message: 'a number of the state changed between encoding and decoding' }
  ],
  [
    'an output that is one too large',
    'round trip',
    { message: 'the result for a batch changed between encoding and decoding' }
  ],
  [
    'a training form encoded as the layer that predicts',
    'training form',
    { message: 'the description changed between encoding and decoding' }
  ],
  ['only the learning rate decoded', 'round trip', { message: 'the memory changed between encoding and decoding' }],
  ['a schedule that stays constant', 'round trip', { message: 'a rate changed between encoding and decoding' }],
  ['a gradient that is halved', 'round trip', { message: 'the gradient changed between encoding and decoding' }]
])
