/** Parameters of typed networks in safetensors files: ours, and those of PyTorch. */
import { type Either, isLeft, isRight, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import {
  adam,
  Algebra,
  type AnyTensor,
  andThen,
  convolution,
  decodeSafetensors,
  dense,
  encodeSafetensors,
  eraseTypes,
  flatten,
  fromArray,
  huber,
  initialState,
  learner,
  maxPool,
  meanSquaredError,
  named,
  predict,
  relu,
  scalar,
  tanh,
  toArray,
  Values
} from 'pullback'
import { loadParams, readModel, saveCheckpoint, saveParams, writeModel } from 'pullback/files'
import { expect, test } from 'vitest'
import { ownFolder } from '../../folder.js'
import { noise, paramsOf } from '../../networks.js'

const { at, file } = ownFolder()
const examples = fileURLToPath(new URL('../../../examples', import.meta.url))

const network = pipe(named('fc1', dense(2, 3)), andThen(tanh()), andThen(named('fc2', dense(3, 1))))
const params = paramsOf(network)

const rightOf = <A>(found: Either<unknown, A>): A => {
  if (isLeft(found)) throw new Error(String(found.left))
  return found.right
}

/** The network of examples/state_dict.py, and the names of its parameters in the file. */
const net = pipe(
  named('conv', convolution([1, 8, 8], 3, 4)),
  andThen(relu()),
  andThen(maxPool(2)),
  andThen(flatten()),
  andThen(named('fc', dense(36, 3)))
)
const withoutModule = { rename: (name: string) => name.replace(/^module\./, '') }

test('a state_dict of PyTorch predicts the same to 1e-6', async () => {
  const found = rightOf(await loadParams(net, withoutModule)(`${examples}/state_dict.safetensors`)())
  const { tensors } = rightOf(decodeSafetensors(readFileSync(`${examples}/state_dict_check.safetensors`)))
  const numbers = (name: string): readonly number[] => toArray(tensors.get(name) ?? scalar(NaN))
  const predictions = toArray(predict(net, found)(fromArray([2, 1, 8, 8], numbers('input'))))
  const differences = predictions.map((y, i) => Math.abs(y - (numbers('output')[i] ?? NaN)))
  expect(differences.length).toBe(6)
  for (const difference of differences) expect(difference).toBeLessThan(1e-6)
})

test('without the renaming, every name is missing and surplus', async () => {
  const found = await loadParams(net)(`${examples}/state_dict.safetensors`)()
  expect(isLeft(found) && found.left).toMatch(
    /state_dict\.safetensors: the tensors do not fit sequence\(.*\): missing conv\.weight \[4, 1, 3, 3\], conv\.bias \[4\], fc\.weight \[3, 36\], fc\.bias \[3\]; surplus module\.conv\.bias \[4\], .*module\.fc\.weight \[3, 36\]$/
  )
})

test('saved parameters are read again, bit for bit, and are a file that PyTorch reads', async () => {
  const path = at('params.safetensors')
  expect(await saveParams(network)(path, params)()).toEqual(right(undefined))
  expect(Values.sameValue(rightOf(await loadParams(network)(path)()), params)).toBe(true)
  const { metadata, tensors } = rightOf(decodeSafetensors(readFileSync(path)))
  expect([metadata, [...tensors.keys()]]).toEqual([
    { format: 'pt' },
    ['fc1.weight', 'fc1.bias', 'fc2.weight', 'fc2.bias']
  ])
  await saveParams(network, 'F32')(path, params)()
  const [weight] = rightOf(await loadParams(network)(path)())
  expect(toArray(weight)).toEqual(toArray(params[0]).map(Math.fround))
})

test('a model with its types is saved without erasing them, and its parameters are read into the typed network', async () => {
  for (const name of ['model.safetensors', 'model.json']) {
    expect(await writeModel(at(name), { network, params, loss: huber(0.5) })()).toEqual(right(undefined))
    const model = rightOf(await readModel(at(name))())
    expect([Values.sameValue(model.params, params), model.loss?.description.kind]).toEqual([true, 'huber'])
  }
  expect(Values.sameValue(rightOf(await loadParams(network)(at('model.safetensors'))()), params)).toBe(true)
  // @ts-expect-error: the parameters of another network
  expect(isLeft(await writeModel(at('wrong.json'), { network, params: paramsOf(dense(2, 3)) })())).toBe(true)
})

test('the parameters of a checkpoint are read without the memory of the optimizer', async () => {
  const student = learner(network, meanSquaredError(), adam(0.01))
  const state = initialState(student, 1)
  const checkpoint = {
    model: { network: eraseTypes(network), params: state.params },
    optimizer: student.optimizer,
    state,
    history: [],
    run: {}
  }
  await saveCheckpoint(at('run'), checkpoint, { last: 1, best: 0 })()
  const found = rightOf(await loadParams(network)(at('run/epoch-000000.safetensors'))())
  expect(Values.sameValue(found, state.params)).toBe(true)
})

test('a custom layer needs no builder', async () => {
  const plain = dense(2, 3)
  const mine = { ...plain, description: { ...plain.description, kind: 'mine' } }
  expect(isRight(await saveParams(mine)(at('mine.safetensors'), paramsOf(mine))())).toBe(true)
  expect(isRight(await loadParams(mine)(at('mine.safetensors'))())).toBe(true)
})

const fileOf = (name: string, tensors: Parameters<typeof encodeSafetensors>[0]['tensors']) =>
  file(name, encodeSafetensors({ metadata: {}, tensors }))

test('kernels with exchanged axes are transposed where they are chosen', async () => {
  const [weight, bias] = paramsOf(dense(2, 3))
  const kernel = fileOf(
    'keras.safetensors',
    new Map<string, AnyTensor>([
      ['dense/kernel', Algebra.transpose(weight)],
      ['dense/bias', bias]
    ])
  )
  const names: Readonly<Record<string, string>> = { 'dense/kernel': 'weight', 'dense/bias': 'bias' }
  const loading = { rename: (name: string) => names[name], transposed: (name: string) => name === 'weight' }
  expect(Values.sameValue(rightOf(await loadParams(dense(2, 3), loading)(kernel)()), [weight, bias])).toBe(true)
  const { rename } = loading
  expect(await loadParams(dense(2, 3), { rename })(kernel)()).toEqual(
    left(
      `${kernel}: the tensors do not fit dense(2, 3): weight must have the shape [3, 2], found [2, 3], whose transpose fits`
    )
  )
})

test('surplus tensors are refused, ignored or renamed away; two names must not become one', async () => {
  const [weight, bias] = paramsOf(dense(2, 3))
  const path = fileOf(
    'surplus.safetensors',
    new Map<string, AnyTensor>([
      ['weight', weight],
      ['bias', bias],
      ['other', noise([2])]
    ])
  )
  expect(await loadParams(dense(2, 3))(path)()).toEqual(
    left(`${path}: the tensors do not fit dense(2, 3): surplus other [2]`)
  )
  expect(isRight(await loadParams(dense(2, 3), { surplus: 'ignore' })(path)())).toBe(true)
  const rename = (name: string) => (name === 'other' ? undefined : name)
  expect(isRight(await loadParams(dense(2, 3), { rename })(path)())).toBe(true)
  expect(await loadParams(dense(2, 3), { rename: () => 'weight' })(path)()).toEqual(
    left(`${path}: two tensors are renamed to "weight", one of them "bias"`)
  )
})

test('a file that is absent, or no safetensors file, gives one line', async () => {
  const absent = await loadParams(network)(at('absent'))()
  expect(isLeft(absent) && absent.left).toMatch(/absent cannot be read: there is no such file or folder$/)
  const text = await loadParams(network)(file('text.txt', 'this is a text, not a file of tensors'))()
  expect(isLeft(text) && text.left).toMatch(/text\.txt: this is not a safetensors file/)
  expect(isLeft(await saveParams(network)(at('no/folder/x'), params)())).toBe(true)
})
