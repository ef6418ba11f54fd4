/** Values of wrong types, which only JavaScript can pass, throw an error of one line with the expected type. */
import { pipe } from 'fp-ts/lib/function.js'
import {
  Algebra,
  andThen,
  beside,
  dataset,
  dense,
  eager,
  eraseTypes,
  evaluateOn,
  filledTensor,
  fromArray,
  Initializers,
  javascript,
  learner,
  meanSquaredError,
  predict,
  predictor,
  Randoms,
  sgd,
  shapeError,
  softmaxCrossEntropy,
  sum,
  tanh,
  tensor,
  toArray,
  trajectory
} from 'pullback'
import { learnerLaws, lossLaws, verify } from 'pullback/laws'
import { describe, expect, test } from 'vitest'
import { paramsOf } from './networks.js'

const network = pipe(dense(2, 3), andThen(tanh()), andThen(dense(3, 1)))
const params = paramsOf(network)
const inputs = tensor([[0, 0]])
const student = learner(network, meanSquaredError(), sgd(0.1))
const examples = dataset(inputs, tensor([[0]]))

/** Any value, as the type that the parameter has. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- a value that only a program in JavaScript can pass
const given = (value: unknown): never => value as never

type Misuse = readonly [what: string, call: () => unknown, message: string]

const refuses = (cases: readonly Misuse[], error: (message: string) => Error = message => new TypeError(message)) =>
  test.each(cases)('%s', (_, call, message) => {
    expect(call).toThrow(error(message))
    expect(message).not.toContain('\n')
  })

const makeIt = 'convert it with tensor(...)'

describe('parameters', () => {
  const name = 'sequence(dense(2, 3), tanh(), dense(3, 1))'
  refuses(
    [
      ['none', () => predict(network, given([])), `${name} has 4 parameters, found 0`],
      ['too many', () => predict(network, given([...params, ...params])), `${name} has 4 parameters, found 8`],
      [
        'of another shape',
        () => predict(network, given([...params.slice(0, 3), tensor([1, 2])])),
        `${name}: 2.bias must have the shape [1], found [2]`
      ],
      ['in compiled code', () => predict(network, given([]), javascript), `${name} has 4 parameters, found 0`],
      [
        'at a state',
        () => evaluateOn(student, examples, {})({ params: given([]) }),
        `${name} has 4 parameters, found 0`
      ],
      [
        'of a layer without types',
        () => eraseTypes(dense(2, 3)).forward([], inputs),
        'dense(2, 3) has 2 parameters, found 0'
      ]
    ],
    shapeError
  )
  refuses([
    [
      'no list',
      () => predict(dense(2, 3), given(undefined)),
      'dense(2, 3) takes a list of 2 parameters, found undefined'
    ],
    [
      'a state',
      () => predict(dense(2, 3), given({ params })),
      'dense(2, 3) takes a list of 2 parameters, found an object'
    ],
    [
      'plain lists',
      () => predict(dense(2, 3), given([[[1, 2]], [0]])),
      `dense(2, 3): weight must have the shape [3, 2], found a plain list: ${makeIt}`
    ],
    [
      'one parameter missing',
      () => predict(dense(2, 3), given([params[0], undefined])),
      'dense(2, 3): bias must have the shape [3], found undefined'
    ]
  ])
})

describe.each([eager, javascript])('inputs, computed by $name', engine => {
  const at = predict(network, params, engine)
  refuses([
    [
      'a plain list',
      () => at(given([[0, 0]])),
      `dense(2, 3) takes a tensor of shape [batch, 2], found a plain list: ${makeIt}`
    ],
    ['nothing', () => at(given(undefined)), 'dense(2, 3) takes a tensor of shape [batch, 2], found undefined'],
    ['a number', () => at(given(3)), 'dense(2, 3) takes a tensor of shape [batch, 2], found 3'],
    [
      'a typed array',
      () => at(given(new Float64Array(2))),
      'dense(2, 3) takes a tensor of shape [batch, 2], found a Float64Array: convert it with fromArray(shape, ...)'
    ],
    ['a record', () => at(given({ shape: [1, 2] })), 'dense(2, 3) takes a tensor of shape [batch, 2], found an object'],
    [
      'a tensor of another copy',
      () => at(given({ shape: [1, 2], [Symbol('useTensor')]: null })),
      'dense(2, 3) takes a tensor of shape [batch, 2], found a tensor of another copy of pullback'
    ],
    [
      'an empty list',
      () => at(given([])),
      `dense(2, 3) takes a tensor of shape [batch, 2], found an empty list: ${makeIt}`
    ]
  ])
})

describe('inputs of layers that take a pair, or any size', () => {
  const pair = beside(dense(2, 3), dense(3, 1))
  refuses([
    [
      'a missing half',
      () => predict(pair, paramsOf(pair))(given([inputs, undefined])),
      'beside(dense(2, 3), dense(3, 1)) takes tensors of shapes [[batch, 2], [batch, 3]], found undefined'
    ],
    [
      'a plain half',
      () => predict(pair, paramsOf(pair))(given([inputs, [[0, 0, 0]]])),
      `beside(dense(2, 3), dense(3, 1)) takes tensors of shapes [[batch, 2], [batch, 3]], found a plain list: ${makeIt}`
    ],
    ['of any size', () => predict(tanh(), [])(given([[1]])), `tanh() takes a tensor, found a plain list: ${makeIt}`],
    ['no tuple', () => predict(sum(), [])(given('x')), 'sum() takes a pair of tensors, found "x"'],
    [
      'of a layer without types',
      () => eraseTypes(dense(2, 3)).forward(params.slice(0, 2), given([[0, 0]])),
      `dense(2, 3) takes a tensor of shape [batch, 2], found a plain list: ${makeIt}`
    ]
  ])
})

describe('layers, losses, optimizers and data', () => {
  refuses([
    [
      'a function for a layer',
      () => predict(given(tanh), []),
      'predict takes a layer, such as dense(2, 3), found the function tanh: call it'
    ],
    ['no layer', () => predictor(given(undefined)), 'predict takes a layer, such as dense(2, 3), found undefined'],
    [
      'a function for the next layer',
      () => andThen(given(tanh)),
      'andThen takes a layer, such as dense(2, 3), found the function tanh: call it'
    ],
    ['no layer to erase', () => eraseTypes(given(3)), 'eraseTypes takes a layer, such as dense(2, 3), found 3'],
    [
      'no layer to train',
      () => learner(given([network]), meanSquaredError(), sgd(0.1)),
      'learner takes a layer, such as dense(2, 3), found a plain list'
    ],
    [
      'a function for a loss',
      () => learner(network, given(meanSquaredError), sgd(0.1)),
      'learner takes a loss, such as meanSquaredError(), found the function meanSquaredError: call it'
    ],
    [
      'a number for an optimizer',
      () => learner(network, meanSquaredError(), given(0.1)),
      'learner takes an optimizer, such as sgd(0.1), found 0.1'
    ],
    [
      'no learner',
      () => trajectory(given(undefined), examples, { from: 1 }),
      'Expected a learner, such as learner(network, loss, optimizer), found undefined'
    ],
    [
      'no seed',
      () => trajectory(student, examples, given({})),
      'trajectory: from must be a seed, such as 42, or a state, found undefined'
    ],
    [
      'plain examples',
      () => trajectory(student, given([[0, 0], [0]]), { from: 1 }),
      'Expected a dataset, such as dataset(inputs, targets), found a plain list'
    ],
    [
      'inputs and targets without a dataset',
      () => trajectory(student, given({ inputs: examples.inputs, targets: examples.targets }), { from: 1 }),
      'Expected a dataset, such as dataset(inputs, targets), found an object'
    ],
    [
      'plain inputs',
      () => trajectory(student, given({ size: 1, inputs: [[0, 0]], targets: [[0]] }), { from: 1 }),
      `dense(2, 3) takes a tensor of shape [batch, 2], found a plain list: ${makeIt}`
    ],
    [
      'plain targets',
      () => evaluateOn(student, given({ size: 1, inputs, targets: [[0]] }), {}),
      `The targets of a dataset must be a tensor, found a plain list: ${makeIt}`
    ],
    [
      'plain inputs of a dataset',
      () => dataset(given([[0, 0]]), given(inputs)),
      `dataset: the inputs must be a tensor, found a plain list: ${makeIt}`
    ],
    [
      'no targets of a dataset',
      () => dataset(inputs, given(undefined)),
      'dataset: the targets must be a tensor, found undefined'
    ],
    [
      'a plain prediction',
      () => meanSquaredError().value(given([[1]]), given(inputs)),
      `A loss compares a tensor of predictions with a tensor of targets, found a plain list: ${makeIt}`
    ],
    [
      'no prediction',
      () => softmaxCrossEntropy().gradient(given(undefined), given(undefined)),
      'A loss compares a tensor of predictions with a tensor of targets, found undefined'
    ],
    [
      'no target',
      () => meanSquaredError().value(given(inputs), given(undefined)),
      'subtract takes tensors and numbers, found undefined'
    ]
  ])
})

describe('shapes, seeds and numbers of a tensor', () => {
  refuses([
    ['a size for a shape', () => filledTensor(given(3), 0), 'filledTensor takes a shape, such as [2, 3], found 3'],
    ['no shape', () => fromArray(given(undefined), []), 'fromArray takes a shape, such as [2, 3], found undefined'],
    ['of zeros', () => Initializers.zeros(given(3)), 'zeros takes a shape, such as [2, 3], found 3'],
    ['a number for a seed', () => dense(2, 3).init(given(1)), 'A seed must come from Randoms.seed(number), found 1'],
    [
      'no seed',
      () => Randoms.normal()([2])(given(undefined)),
      'A seed must come from Randoms.seed(number), found undefined'
    ],
    ['the numbers of a list', () => toArray(given([1, 2])), `Expected a tensor, found a plain list: ${makeIt}`]
  ])
})

describe('the algebra', () => {
  const x = tensor([[1, 2]])
  refuses([
    [
      'add without a first argument',
      () => Algebra.add(given(undefined), x),
      'add takes tensors and numbers, found undefined'
    ],
    [
      'add without a second argument',
      () => Algebra.add(x, given(undefined)),
      'add takes tensors and numbers, found undefined'
    ],
    [
      'a plain list to add',
      () => Algebra.add(x, given([[1, 2]])),
      `add takes tensors and numbers, found a plain list: ${makeIt}`
    ],
    ['add of a string', () => Algebra.add(given('1'), x), 'add takes tensors and numbers, found "1"'],
    ['exp of a number', () => Algebra.exp(given(3)), 'exp takes a tensor, found 3'],
    [
      'a matrix times a list',
      () => Algebra.matmul(x, given([[1], [2]])),
      `matmul takes tensors, found a plain list: ${makeIt}`
    ],
    ['a matrix times a number', () => Algebra.matmul(x, given(2)), 'matmul takes tensors, found 2'],
    [
      'a choice without an alternative',
      () => Algebra.where(x, 1, given(undefined)),
      'where takes tensors and numbers, found undefined'
    ],
    [
      'undefined, added to rows',
      () => Algebra.addToRows(given(undefined))(given(x)),
      'addToRows takes tensors, found undefined'
    ],
    ['a sum of undefined', () => Algebra.sumOfAll(given(undefined)), 'sum takes a tensor, found undefined'],
    ['features of undefined', () => Algebra.softmaxOfFeatures(given(undefined)), 'max takes a tensor, found undefined'],
    [
      'rows of a list',
      () => Algebra.gatherRows([1, 2], given([[1, 2]]), x),
      `gatherRows takes tensors, found a plain list: ${makeIt}`
    ]
  ])

  const { expm1, exp, log, log1p, sqrt, abs, sign, sin, cos, tanh, erf, transpose } = Algebra
  const ofOne: Readonly<Record<string, (x: never) => unknown>> = {
    ...{ expm1, exp, log, log1p, sqrt, abs, sign, sin, cos, tanh, erf, transpose }
  }
  test.each(Object.entries(ofOne))('%s of anything else', (name, operation) => {
    for (const wrong of [undefined, null, [[1]], 'x', {}, 3])
      expect(() => operation(given(wrong))).toThrow(new RegExp(`^${name} takes a tensor, found [^\n]+$`))
  })

  const { subtract, multiply, divide, maximum, minimum, matmul, concatenate } = Algebra
  const ofTwo: Readonly<Record<string, (x: never, y: never) => unknown>> = {
    ...{ add: Algebra.add, subtract, multiply, divide, maximum, minimum, matmul, concatenate }
  }
  test.each(Object.entries(ofTwo))('%s of anything else', (name, operation) => {
    for (const wrong of [undefined, null, [[1]], 'x', {}]) {
      const message = new RegExp(`^${name} takes tensors( and numbers)?, found [^\n]+$`)
      expect(() => operation(given(wrong), given(x))).toThrow(message)
      expect(() => operation(given(x), given(wrong))).toThrow(message)
    }
  })
})

test('laws of a learner without examples, and of a loss with an unknown kind of target', () => {
  expect(() => learnerLaws(student, given(undefined))).toThrow(
    'learnerLaws takes a dataset, such as dataset(inputs, targets), found undefined'
  )
  const [first] = verify(lossLaws(meanSquaredError(), { target: given('binary') })).results
  expect(first?.counterexample?.message).toBe(
    `no draw could be made: RangeError: Expected a kind of numbers, such as 'any' or 'oneHot', found "binary"`
  )
})
