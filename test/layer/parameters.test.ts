/** Parameters by name, cut at the parts of a composition, frozen, and merged again. */
import { isLeft, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import {
  adam,
  Algebra,
  andThen,
  batchNorm,
  calibrate,
  dataset,
  dense,
  dropout,
  eager,
  eraseTypes,
  fork,
  frozen,
  javascriptOnly,
  learner,
  meanSquaredError,
  named,
  packParams,
  networkCodec,
  paramsByName,
  parametersOf,
  paramsFromNames,
  predict,
  Randoms,
  showDescription,
  splitParams,
  tanh,
  toArray,
  train,
  trajectory,
  trainingForm,
  unpackParams,
  Values
} from 'pullback'
import { evaluate } from 'fp-ts/lib/State.js'
import { layerLaws } from 'pullback/laws'
import { describe, expect, test } from 'vitest'
import { register } from '../../laws/run/register.js'
import { noise, paramsOf, passes } from '../networks.js'

const encoder = pipe(dense(2, 3), andThen(tanh()), andThen(dense(3, 4)))
const head = pipe(tanh<readonly [4]>(), andThen(dense(4, 1)))
const network = pipe(named('encoder', encoder), andThen(named('head', head)))
const params = paramsOf(network)
const x = Algebra.reshape<readonly [number, 2]>([5, 2], noise([5, 2]))
const dy = Algebra.reshape<readonly [number, 1]>([5, 1], noise([5, 1], 2))
const namesOf = (layer: Pick<typeof network, 'description'>) => parametersOf(layer.description).map(({ name }) => name)

describe('laws', () => {
  register(test, layerLaws(named('encoder', encoder), { name: 'named' }), { runs: 30 })
  register(test, layerLaws(named('noisy', pipe(dense(2, 2), andThen(dropout(0.5)))), { name: 'named, with noise' }), {
    runs: 30
  })
  register(test, layerLaws(frozen(encoder, paramsOf(encoder)), { name: 'frozen' }), { runs: 30 })
})

test('a name is the prefix of the parameters inside, wherever the layer is', () => {
  const names = ['encoder.0.weight', 'encoder.0.bias', 'encoder.2.weight', 'encoder.2.bias']
  expect(namesOf(network)).toEqual([...names, 'head.1.weight', 'head.1.bias'])
  expect(namesOf(named('encoder', encoder)).slice(0, 1)).toEqual(['encoder.0.weight'])
  expect(namesOf(named('all', named('first', dense(2, 3)))).slice(0, 1)).toEqual(['all.first.weight'])
  expect(namesOf(pipe(tanh<readonly [2]>(), andThen(fork(named('a', dense(2, 3)), dense(2, 3)))))).toEqual([
    '1.a.weight',
    '1.a.bias',
    '1.1.weight',
    '1.1.bias'
  ])
})

test('a named layer computes the same bits, in prediction and in training', () => {
  const plain = pipe(encoder, andThen(head))
  expect(Values.sameValue(passes(network, params, x, dy), passes(plain, params, x, dy))).toBe(true)
  const noisy = named('noisy', dropout<readonly [2]>(0.5))
  const mask = [noise([5, 2], 3)]
  const [drawn] = trainingForm(noisy, mask).forward([], x)
  expect(Values.sameValue(drawn, trainingForm(dropout<readonly [2]>(0.5), mask).forward([], x)[0])).toBe(true)
  const norm = named('norm', batchNorm(2))
  const calibrated = calibrate(norm, paramsOf(norm), [x])
  expect(showDescription(calibrated.description)).toMatch(/^named\(batchNorm\(/)
})

test.each(['', '0', '12', 'a.b'])('the name %j is refused', name => {
  expect(() => named(name, encoder)).toThrow(/^named: the name must have at least one character, no dot, and must not/)
})

test('a named layer is saved and read again', () => {
  const codec = networkCodec()
  const encoded = codec.encode(eraseTypes(network))
  const decoded = isLeft(encoded) ? encoded : codec.decode(encoded.right)
  expect(isLeft(decoded) ? decoded.left : namesOf(decoded.right)).toEqual(namesOf(network))
})

test('parameters by name and back', () => {
  const byName = paramsByName(network, params)
  expect(Object.keys(byName)).toEqual(namesOf(network))
  expect(paramsFromNames(network)(byName)).toEqual(right(params))
  const other = paramsByName(named('encoder', encoder), paramsOf(encoder, 2))
  expect(paramsFromNames(network)({ ...byName, ...other })).toEqual(
    right([...paramsOf(encoder, 2), ...params.slice(4)])
  )
})

test('the message lists every name that is missing, surplus or has another shape', () => {
  const { 'head.1.bias': missing, ...rest } = paramsByName(network, params)
  const found = paramsFromNames(network)({
    ...rest,
    'encoder.0.weight': noise([2, 3]),
    'encoder.0.bias': noise([2]),
    b: noise([3])
  })
  expect(missing?.shape).toEqual([1])
  expect(isLeft(found) && found.left).toMatch(
    /^the tensors do not fit sequence\(.*\): missing head\.1\.bias \[1\]; surplus b \[3\]; encoder\.0\.weight must have the shape \[3, 2\], found \[2, 3\], whose transpose fits; encoder\.0\.bias must have the shape \[3\], found \[2\]$/
  )
  expect(paramsFromNames(network, 'ignore')({ ...paramsByName(network, params), b: noise([3]) })).toEqual(right(params))
})

test('two parts with one name have no parameters by name', () => {
  const twins = pipe(named('a', dense(2, 2)), andThen(named('a', dense(2, 2))))
  expect(() => paramsByName(twins, paramsOf(twins))).toThrow('Parameter names must be unique, found "a.weight" twice')
})

test('parameters are cut at the parts, and a spread joins them', () => {
  const [ofEncoder, ofHead] = splitParams(encoder, head)(params)
  expect([ofEncoder.length, ofHead.length]).toEqual([4, 2])
  expect([...ofEncoder, ...ofHead]).toEqual(params)
  // @ts-expect-error: the parts are in the wrong order
  expect(() => splitParams(head, encoder)([...ofEncoder, ...ofHead])).toThrow('must have the shape')
})

test('a frozen layer has no parameters, and the gradient flows through', () => {
  const [ofEncoder, ofHead] = splitParams(encoder, head)(params)
  const student = pipe(frozen(encoder, ofEncoder), andThen(head))
  expect(namesOf(student)).toEqual(['2.weight', '2.bias'])
  const [output, gradient, inputGradient] = passes(student, ofHead, x, dy)
  const [expected, all, dx] = passes(pipe(encoder, andThen(head)), params, x, dy)
  expect(Values.sameValue([output, gradient, inputGradient], [expected, all.slice(4), dx])).toBe(true)
})

test('training a network with a frozen part changes the other part only, with the same bits on an engine', () => {
  const [ofEncoder] = splitParams(encoder, head)(params)
  const student = learner(pipe(frozen(encoder, ofEncoder), andThen(head)), meanSquaredError(), adam(0.1))
  const data = dataset(noise([8, 2], 4), noise([8, 1], 5))
  const trained = (engine: typeof javascriptOnly) =>
    pipe(trajectory(student, data, { batchSize: 4, from: 1, engine }), train(20)).params
  const ofHead = trained(eager)
  expect(Values.sameValue(ofHead, trained(javascriptOnly))).toBe(true)
  const merged = predict(network, [...ofEncoder, ...ofHead])(data.inputs)
  expect(Values.sameValue(merged, predict(student.network, ofHead)(data.inputs))).toBe(true)
})

test('a frozen layer predicts during training: dropout inside draws no noise', () => {
  const noisy = frozen(pipe(encoder, andThen(dropout(0.5))), paramsOf(encoder))
  expect(noisy.training._tag).toBe('None')
  expect(evaluate(Randoms.seed(1))(noisy.init)).toEqual([])
})

test('a frozen layer refuses other parameters, and is not saved', () => {
  // @ts-expect-error: a bias of another size
  expect(() => frozen(dense(2, 3), [noise([3, 2]), noise([2])])).toThrow('dense(2, 3): bias must have the shape [3]')
  const encoded = networkCodec().encode(eraseTypes(frozen(dense(2, 3), paramsOf(dense(2, 3)))))
  expect(isLeft(encoded) && encoded.left).toContain('a frozen layer cannot be saved: compose the layer itself')
})

test('packed parameters are unpacked without a copy', () => {
  const numbers = packParams(params)
  expect(numbers.length).toBe(9 + 16 + 5)
  const moved = structuredClone(numbers, { transfer: [numbers.buffer] })
  expect([numbers.length, moved.length]).toEqual([0, 30])
  const [weight, ...rest] = unpackParams(network)(moved)
  expect(Values.sameValue([weight, ...rest], params)).toBe(true)
  moved[0] = 7
  expect(toArray(weight)[0]).toBe(7)
  expect(() => unpackParams(network)(moved.subarray(1))).toThrow(/^unpackParams: sequence\(.*\) has 30 numbers, found 29$/)
})
