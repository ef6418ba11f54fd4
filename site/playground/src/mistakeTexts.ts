import { type MistakeName } from './mistakes.js'

/** A mistake in words, in formulas and as a program. */
export interface MistakeText {
  readonly text: string
  /** The wrong formula, and the right one. */
  readonly formula: string
  readonly right: string
  /** The members that differ from those of the layer `right`, in TypeScript. `RATE` is the learning rate. */
  readonly code: readonly string[]
}

const backward = (gradients: string, found = '[[dW, db], dx]'): readonly string[] => [
  'backward: (params, cache, dy) => {',
  `  const ${found} = right.backward(params, cache, dy)`,
  `  return ${gradients}`,
  '}'
]

export const mistakeTexts: { readonly [name in MistakeName]: MistakeText } = {
  'bias-mean': {
    text: 'the bias takes the mean over the batch',
    formula: 'db = mean dy',
    right: 'db = Σ dy',
    code: backward('[[dW, Algebra.perExample(db, dy)], dx]')
  },
  'bias-missing': {
    text: 'the bias gets no gradient',
    formula: 'db = 0',
    right: 'db = Σ dy',
    code: backward('[[dW, Algebra.scale(0, db)], dx]')
  },
  'weight-doubled': {
    text: 'the weight gradient is doubled',
    formula: 'dW = 2 dyᵀ x',
    right: 'dW = dyᵀ x',
    code: backward('[[Algebra.scale(2, dW), db], dx]')
  },
  'stale-weights': {
    text: 'the input gradient comes from weights just updated, as in the notebook',
    formula: 'dx = dy (W − η dW)',
    right: 'dx = dy W',
    code: backward('[[dW, db], Algebra.matmul(dy, Algebra.subtract(params[0], Algebra.scale(RATE, dW)))]', '[[dW, db]]')
  },
  'input-negated': {
    text: 'the input gradient has the wrong sign',
    formula: 'dx = −dy W',
    right: 'dx = dy W',
    code: backward('[[dW, db], Algebra.negate(dx)]')
  },
  'slope-missing': {
    text: 'the slope is left out',
    formula: 'dx = dy',
    right: 'dx = dy ⊙ f′(x)',
    code: ['backward: (_, __, dy) => [[], dy]']
  },
  'slope-at-output': {
    text: 'the slope is taken at the output',
    formula: 'dx = dy ⊙ f′(y)',
    right: 'dx = dy ⊙ f′(x)',
    code: [
      'forward: (params, x) => {',
      '  const [y] = right.forward(params, x)',
      '  return [y, right.forward(params, y)[1]]',
      '}'
    ]
  },
  'slope-per-example': {
    text: 'the gradient is divided by the batch size m once more',
    formula: 'dx = dy ⊙ f′(x) / m',
    right: 'dx = dy ⊙ f′(x)',
    code: backward('[[], Algebra.perExample(dx, dy)]', '[, dx]')
  }
}
