/** `pullback/files`: models, checkpoints and tables are restored from disk, and failures are one line. */
import { isLeft, isRight, left, right } from 'fp-ts/lib/Either.js'
import { isSome, none } from 'fp-ts/lib/Option.js'
import { pipe } from 'fp-ts/lib/function.js'
import { evaluate } from 'fp-ts/lib/State.js'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  activation,
  adam,
  Algebra,
  andThen,
  builtFrom,
  type Checkpoint,
  dataset,
  dense,
  describe as describeIt,
  filledTensor,
  eraseTypes,
  eraseLossTypes,
  holdOut,
  huber,
  learner,
  meanSquaredError,
  noSettings,
  Randoms,
  selectExamples,
  tanh,
  tensor,
  train,
  trajectory,
  Values
} from 'pullback'
import {
  examplesOf,
  fitPreparation,
  readModel,
  readTable,
  resumeFrom,
  saveCheckpoint,
  writeModel
} from 'pullback/files'
import { describe, expect, test } from 'vitest'
import { ownFolder } from '../../folder.js'

const { at, file } = ownFolder()

const network = eraseTypes(pipe(dense(2, 3), andThen(tanh()), andThen(dense(3, 1))))
const params = evaluate(Randoms.seed(1))(network.init)
const loss = eraseLossTypes(huber(0.5))
const student = learner(network, eraseLossTypes(meanSquaredError()), adam(0.05))
const checkpointOf = (state: Checkpoint['state']): Checkpoint => ({
  model: { network, params: state.params },
  optimizer: student.optimizer,
  state,
  history: [],
  run: {}
})

describe('a model', () => {
  test.each(['m.safetensors', 'm.json'])('%s', async name => {
    expect(await writeModel(at(name), { network, params, loss })()).toEqual(right(undefined))
    const back = await readModel(at(name))()
    if (isLeft(back)) throw new Error(back.left)
    expect(back.right.network.description).toEqual(network.description)
    expect(back.right.loss?.description).toEqual(loss.description)
    expect(Values.sameValue(back.right.params, params)).toBe(true)
  })

  test.each([
    ['n.JSON', '{"for'],
    ['n.json.safetensors', '\u0000{"__']
  ])('is JSON only if the name ends in .json: %s', async (name, beginning) => {
    await writeModel(at(name), { network, params })()
    expect(readFileSync(at(name), 'latin1')).toContain(beginning)
    expect(isRight(await readModel(at(name))())).toBe(true)
  })

  test('with a parameter that has a forbidden name', async () => {
    const mine = { ...dense(1, 1), description: describeIt('mine', {}, [{ name: 'constructor', shape: [] }]) }
    const model = { network: eraseTypes(mine), params: [filledTensor([], 1)] }
    const registered = { layers: { mine: builtFrom(noSettings, () => mine) } }
    expect(await writeModel(at('named.json'), model, registered)()).toEqual(
      left(`${at('named.json')}: no parameter may be called constructor: rename it`)
    )
  })

  const sine = activation(Algebra.sin, Algebra.cos, 'sine')
  const own = { layers: { sine: builtFrom(noSettings, () => sine()) } }

  test.each(['own.safetensors', 'own.json'])('with a custom layer: %s', async name => {
    const model = { network: eraseTypes(sine()), params: [] }
    expect(isRight(await writeModel(at(name), model, own)())).toBe(true)
    expect(isRight(await readModel(at(name), own)())).toBe(true)
    const reason = 'unknown layer "sine": a custom layer needs a builder registered under this name'
    expect(await readModel(at(name))()).toEqual(left(`${at(name)}: network: ${reason}`))
    expect(await writeModel(at(name), model)()).toEqual(left(`${at(name)}: sine() cannot be saved: network: ${reason}`))
  })

  const json = (parameters: unknown): string =>
    JSON.stringify({
      format: 'pullback model',
      version: 1,
      network: {
        format: 'pullback network',
        version: 1,
        network: { kind: 'dense', configuration: { inputs: 1, outputs: 1 } }
      },
      parameters
    })
  const weight = { shape: [1, 1], numbers: [0.5] }

  test.each([
    ['[]', 'must be an object, found a list of length 0'],
    ['{"format":"x"}', 'format must be "pullback model", found "x"'],
    ['{"format":"pullback model","version":2}', 'version must be 1, found 2'],
    ['{"format":"pullback model","version":1}', 'parameters must be an object of tensors, found nothing'],
    ['{"format":"pullback model","version":1,"parameters":{}}', 'the network is missing'],
    [json({ weight }), 'the tensor "bias" of shape [1] is missing'],
    [json({ weight, bias: { shape: [2], numbers: [1, 2] } }), 'the tensor "bias" must have the shape [1], found [2]'],
    [
      json({ weight, bias: { shape: [1e6, 1e6], numbers: [1] } }),
      'parameters.bias.numbers must have 1000000000000 numbers for the shape [1000000, 1000000], found 1'
    ],
    [
      json({ weight, bias: { shape: [1], numbers: ['x'] } }),
      'parameters.bias.numbers[0] must be a number, "-0", "NaN", "Infinity" or "-Infinity", found "x"'
    ],
    [json({ weight, bias: { numbers: [] } }), 'parameters.bias.shape must be a list of sizes, found nothing'],
    [json({ weight, bias: { shape: [1] } }), 'parameters.bias.numbers must be a list of numbers, found nothing'],
    [
      json({ weight, bias: { shape: [-1], numbers: [] } }),
      'parameters.bias.shape[0] must be a positive integer, found -1'
    ],
    ['{', 'line 1, column 2: invalid JSON: close brace expected']
  ])('%s', async (text, line) => {
    const path = file('bad.json', text)
    expect(await readModel(path)()).toEqual(left(`${path}: ${line}`))
  })

  test('a missing file or folder', async () => {
    expect(await readModel(at('none.safetensors'))()).toEqual(
      left(`${at('none.safetensors')} cannot be read: there is no such file or folder`)
    )
    expect(await writeModel(at('no/such/m.json'), { network, params })()).toEqual(
      left(`${at('no/such/m.json')} cannot be written: the folder ${at('no/such')} does not exist`)
    )
  })
})

describe('checkpoints', () => {
  test('training resumes from the latest checkpoint of a folder, bit for bit', async () => {
    const table = await readTable(file('xor.csv', 'a,b,c\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n'))()
    if (isLeft(table)) throw new Error(table.left)
    const target = table.right.columns[2]
    if (target === undefined) throw new Error('no column')
    const examples = examplesOf(fitPreparation(table.right, target, [0, 1, 2, 3]), table.right)
    const states = trajectory(student, examples, { from: 3, batchSize: 2 })

    const checkpoints = at('checkpoints')
    expect(await resumeFrom(checkpoints)()).toEqual(right(none))
    for (const epochs of [1, 2, 3, 4, 5]) {
      const checkpoint = checkpointOf(pipe(states, train(epochs)))
      expect(await saveCheckpoint(checkpoints, checkpoint, { last: 2, best: 1 })()).toEqual(right(undefined))
    }
    expect(readdirSync(checkpoints)).toEqual(['000001', '000004', '000005'].map(epoch => `epoch-${epoch}.safetensors`))

    const last = await resumeFrom(checkpoints)()
    if (isLeft(last) || !isSome(last.right)) throw new Error('no checkpoint')
    const { state, optimizer, model } = last.right.value
    const resumed = learner(model.network, eraseLossTypes(meanSquaredError()), optimizer)
    const further = pipe(trajectory(resumed, examples, { from: state, batchSize: 2 }), train(3))
    expect(Values.sameValue(further.params, pipe(states, train(8)).params)).toBe(true)

    const path = join(checkpoints, 'epoch-000005.safetensors')
    writeFileSync(path, readFileSync(path).subarray(0, 100))
    expect(await resumeFrom(checkpoints)()).toMatchObject(
      left(
        expect.stringMatching(
          `^${path}: this is not a safetensors file, or it is incomplete: the header must be at most`
        )
      )
    )
  })
})

test('saving keeps other files in the folder, and removes leftovers of interrupted writes', async () => {
  const folder = at('shared')
  mkdirSync(folder)
  const others = [
    'epoch-000003.safetensors.12.bak',
    'epoch-000009.safetensors.bak',
    'epoch-x.safetensors',
    'my-epoch-000003.safetensors.12',
    'my-epoch-000007.safetensors',
    'notes.12'
  ]
  for (const name of [...others, 'epoch-000003.safetensors.4711']) writeFileSync(join(folder, name), '')
  expect(await resumeFrom(folder)()).toEqual(right(none))
  const state = pipe(trajectory(student, dataset(tensor([[0, 1]]), tensor([[1]])), { from: 3 }), train(12))
  const checkpoint = checkpointOf(state)
  expect(await saveCheckpoint(folder, checkpoint, { last: 1, best: 12 })()).toEqual(right(undefined))
  expect(readdirSync(folder)).toEqual(['epoch-000012.safetensors', ...others].sort())
  const without = { ...checkpoint, state: { ...state, params: [] } }
  expect(await saveCheckpoint(folder, without, { last: 1, best: 12 })()).toEqual(
    left(`${folder}: expected 14 parameter tensors, found 10`)
  )
})

test('a folder is not read', async () => {
  expect(await readModel(at('.'))()).toEqual(left(`${at('.')} cannot be read: it is a folder, not a file`))
})

describe('a table as examples', () => {
  const text = 'length (cm),colour,weight [kg]\n1,red,2\n2,blue,3\n3,red,4\n4,blue,5\n'

  test('keeps names, units and categories, also in selections', async () => {
    const table = await readTable(file('t.csv', text))()
    if (isLeft(table)) throw new Error(table.left)
    const target = table.right.columns[2]
    if (target === undefined) throw new Error('no column')
    const examples = examplesOf(fitPreparation(table.right, target, [0, 1]), table.right)
    const fields = {
      inputs: [
        { name: 'length', unit: 'cm' },
        { name: 'colour', unit: '', categories: ['red', 'blue'] }
      ],
      targets: [{ name: 'weight', unit: 'kg' }]
    }
    expect(examples.fields).toEqual(fields)
    expect(selectExamples([0, 2])(examples).fields).toEqual(fields)
    const [learnt, held] = evaluate(Randoms.seed(1))(holdOut(0.5)(examples))
    expect([learnt.fields, held.fields]).toEqual([fields, fields])
  })
})
