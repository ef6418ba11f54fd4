/**
 * A program that exports what the library's functions return compiles with `declaration: true`: it can name every type. And what the
 * compiler says first where rows do not fit.
 */
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { beforeAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

const program = `
  import { pipe } from 'fp-ts/lib/function.js'
  import { evaluate } from 'fp-ts/lib/State.js'
  import {
    accuracy, adam, Algebra, andThen, batches, batchNorm, beside, builtFrom, codecKind, convolution, copy, Datasets, dense, Descents,
    describe, dropout, embedding, eraseTypes, evaluateOn, flatten, fork, fromArray, holdOut, initialState, Initializers, javascript,
    layerNorm, learner, lossFrom, maxPool, meanSquaredError, networkCodec, noSettings, normalise, oneHot, predict, predictor, Pullbacks,
    Randoms, relu, repeat, residual, rmsNorm, scalar, Schedules, sgd, share, softmaxCrossEntropy, standardise, summary, tanh, tensor,
    toNested, trace, train, trajectory, Values
  } from 'pullback'

  export const network = pipe(dense(2, 3), andThen(tanh()), andThen(layerNorm(3)), andThen(dropout(0.1)), andThen(dense(3, 1)))
  export const images = pipe(convolution([1, 28, 28], 3, 5), andThen(batchNorm(5)), andThen(relu()), andThen(maxPool(2)), andThen(flatten()))
  export const params = evaluate(Randoms.seed(1))(images.init)
  export const [kernels] = params
  export const imageStates = initialState(learner(images, meanSquaredError(), sgd(0.1)), 1)
  export const words = embedding(10, 4)
  export const combined = [beside(dense(2, 3), dense(4, 5)), fork(dense(2, 3), dense(2, 4)), share(dense(2, 3)), repeat(3, dense(4, 4))] as const
  export const around = pipe(dense(2, 8), andThen(residual(start => pipe(start, andThen(rmsNorm(8))))), andThen(copy()))
  export const erased = eraseTypes(network)
  export const schedule = pipe(Schedules.cosine(0.1, 100), Schedules.warmUp(10))
  export const optimizer = adam(schedule)
  export const random = Randoms.uniform()([2, 3])
  export const seed = Randoms.seed(1)
  export const initializer = Initializers.orthogonal()
  export const examples = evaluate(seed)(Datasets.xor(4))
  export const drawn = [Datasets.moons(10), Datasets.blobs(9, tensor([[0, 0], [1, 1]])), Datasets.spirals(9, 3), holdOut(0.2)(examples)] as const
  export const student = learner(network, meanSquaredError(), optimizer)
  export const classifier = learner(dense(2, 3), softmaxCrossEntropy(), sgd(0.1))
  export const state = initialState(student, 1)
  export const states = trajectory(student, examples, { from: 1, engine: javascript })
  export const trained = train(2)(states)
  export const scaling = standardise(examples.inputs)
  export const scaled = normalise(scaling)(tensor([[1, 2]]))
  export const prediction = predict(network, trained.params)
  export const predictions = [prediction(tensor([[0, 0]])), predictor(network)] as const
  export const evaluate1 = evaluateOn(student, examples, { accuracy })
  export const descent = Descents.descend(0.1)(network)
  export const back = Pullbacks.pullback(network)(trained.params)
  export const made = [scalar(1), fromArray([2, 2], [1, 2, 3, 4]), oneHot(3)([1]), toNested(tensor([[1]])), batches(2)(examples)] as const
  export const recorded = trace([{ name: 'x', shape: [2] }], ['y'], x => [Algebra.exp(x)])
  export const convolved = (x: ReturnType<typeof images.forward>[0]) => Algebra.add(x, x)
  export const codec = networkCodec({ mine: builtFrom(noSettings, () => tanh()) })
  export const kinds = [codecKind(noSettings, () => sgd(1)), lossFrom(noSettings, () => meanSquaredError())] as const
  export const described = [describe('mine'), summary(erased)] as const
  export const tensors = Values.tensorsOf([scaled])
`

/** A file that imports no namespace through which a type could be named too. */
const again = `
  import * as made from './names.js'
  export const { params, combined, schedule, random, seed, initializer, drawn, scaling, descent, back, recorded, codec } = made
`

const mistakes = `
  import { accuracy, dataset, dense, predict, tensor } from 'pullback'
  const network = dense(2, 3)
  declare const params: Parameters<typeof network.forward>[0]
  predict(network, params)(tensor([[1, 2, 3]]))
  dataset(tensor([[1, 2]]), tensor([[1], [2]]))
  accuracy(tensor([[1, 2]]), tensor([[1, 2, 3]]))
`

const lists = `
  import { Algebra } from 'pullback'
  Algebra.exp([1])
`

const home = '/home-of-a-user/'
const packages = `${home}node_modules/`
const files = new Map([
  [`${home}package.json`, '{ "type": "module" }'],
  [`${home}names.ts`, program],
  [`${home}again.ts`, again],
  [`${home}mistakes.ts`, mistakes],
  [`${home}lists.ts`, lists],
  [`${packages}pullback/package.json`, '{ "name": "pullback", "type": "module", "exports": "./src/index.ts" }']
])

/** Where a file of the user's project lies on this disk: its packages are ours, and this library is one of them. */
const onDisk = (name: string): string =>
  name.startsWith(`${packages}pullback/src/`)
    ? name.replace(`${packages}pullback/`, root)
    : name.replace(packages, `${root}node_modules/`)

/** The faults that the compiler finds in a program of a user, in their order. */
let faultsOf: (name: string) => readonly string[]

beforeAll(() => {
  const options: ts.CompilerOptions = {
    strict: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    declaration: true,
    skipLibCheck: true,
    types: []
  }
  const host = ts.createCompilerHost(options)
  const getSourceFile = host.getSourceFile.bind(host)
  host.fileExists = name => files.has(name) || ts.sys.fileExists(onDisk(name))
  host.directoryExists = name => home.startsWith(`${name}/`) || name.startsWith(home) || ts.sys.directoryExists(name)
  host.readFile = name => files.get(name) ?? ts.sys.readFile(onDisk(name))
  host.realpath = name => name
  host.getCurrentDirectory = () => home
  host.getSourceFile = (name, ...rest) =>
    name.startsWith(home) ? ts.createSourceFile(name, host.readFile(name) ?? '', rest[0]) : getSourceFile(name, ...rest)
  const compiled = ts.createProgram([`${home}again.ts`, `${home}mistakes.ts`, `${home}lists.ts`], options, host)
  faultsOf = name => {
    const source = compiled.getSourceFile(`${home}${name}`)
    return [...compiled.getSemanticDiagnostics(source), ...compiled.getDeclarationDiagnostics(source)].map(
      ({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')
    )
  }
}, 60_000)

test('every type that a function returns is a public name', () => {
  expect([...faultsOf('names.ts'), ...faultsOf('again.ts')]).toEqual([])
}, 60_000)

test('the first line says which rows do not fit', () => {
  const mistake = 'is not assignable to parameter of type'
  expect(faultsOf('mistakes.ts').map(fault => fault.split('\n')[0])).toEqual([
    `Argument of type 'Tensor<readonly [1, 3]>' ${mistake} 'WithAnyRows<Batched<readonly [2]>>'.`,
    `Argument of type 'Tensor<readonly [2, 1]>' ${mistake} ` +
      `'Tensor<readonly [2, 1]> & { readonly error: "a dataset needs one target per input"; }'.`,
    `Argument of type 'Tensor<readonly [1, 3]>' ${mistake} 'AnyBatch<readonly [2]>'.`
  ])
}, 60_000)

test('the message for a plain list names the function that makes a tensor', () => {
  expect(faultsOf('lists.ts').map(fault => fault.split('\n')[1]?.trim())).toEqual([
    "Type 'number[]' is missing the following properties from type 'Tensor<Shape>': shape, toJSON, [useTensor]"
  ])
}, 60_000)
