/**
 * A project that exports what it makes of this package, with `declaration: true`, compiles: the types that the compiler infers
 * are printed with public names only. Each export is a file of its own, because an import can make a type nameable for another.
 * The project sees the declarations of the last build, as an installed package: `npm test` builds them first.
 */
import { mkdtempSync, mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { afterAll, expect, test } from 'vitest'
import { layers } from '../../src/catalogue/layers.js'
import { losses } from '../../src/catalogue/losses.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

const folder = realpathSync(mkdtempSync(resolve(tmpdir(), 'pullback-declarations-')))
afterAll(() => {
  rmSync(folder, { recursive: true })
})
mkdirSync(resolve(folder, 'node_modules'))
symlinkSync(root, resolve(folder, 'node_modules/pullback'))
symlinkSync(resolve(root, 'node_modules/fp-ts'), resolve(folder, 'node_modules/fp-ts'))
writeFileSync(resolve(folder, 'package.json'), '{ "private": true, "type": "module" }')

const student = 'learner(dense(2, 1), meanSquaredError(), sgd(0.1))'
const examples = 'dataset(tensor([[0, 1]]), tensor([[1]]))'
const states = `trajectory(${student}, ${examples}, { from: 1 })`

/** What projects export: layers, combinators, networks, losses, optimizers, data, and what trains. */
const exported: readonly string[] = [
  'dense(2, 3)',
  'convolution([1, 28, 28], 3, 5)',
  "convolution([1, 28, 28], 3, 5, { stride: 2, padding: 1, biasPer: 'position' })",
  "convolution([8, 20, 50], [1, 5], 8, { padding: 'same', dilation: [1, 2], groups: 8 })",
  "convolution1d([2, 24], 3, 8, { padding: 'causal' })",
  "transposedConvolution([8, 14, 14], 3, 4, { stride: 2, padding: 'same' })",
  'maxPool(2)',
  'maxPool1d(2)',
  'averagePool1d(2)',
  'upsample(2)',
  'globalAveragePool<3, readonly [4, 4]>()',
  'globalMaxPool<3, readonly [4, 4]>()',
  'multiplied()',
  'halves<4>()',
  'glu<4>()',
  'geglu<4>()',
  'swiglu<4>()',
  'maxout<2, 4>(2)',
  'bilinear(2, 3, 1)',
  'cosineSimilarity<4>()',
  'prelu(3)',
  'groupNorm(4, 2)',
  'instanceNorm(4)',
  'averagePool(3, { stride: 2, padding: 1 })',
  'embedding(10, 4)',
  'reshape<readonly [4], readonly [2, 2]>([2, 2])',
  'flatten<readonly [2, 2]>()',
  'identity()',
  'copy()',
  'sum()',
  'concatenate<2, 3>()',
  'dropout(0.5)',
  'batchNorm(3)',
  'layerNorm(3)',
  'rmsNorm(3)',
  'rnn(3, 8)',
  'gru(3, 8)',
  'lstm(3, 8)',
  'gruCell(8)',
  'lstmCell(8)',
  'zeroState(units(8))',
  'learnedState([units(8), units(4)])',
  'lastPosition()',
  'unembedding(65, 32)',
  'first()',
  'second()',
  'dotProduct<readonly [], 1, 2, 1, 2>()',
  'maskedDotProduct<readonly [], 1, 2, 1, 1>()',
  'splitHeads<5, 8, 2>(8, 2)',
  'joinHeads<5, 8, 2>(8, 2)',
  'attention(64, 4, { causal: true })',
  'crossAttention<5, 7, 64, 4>(64, 4)',
  'maskedAttention<5, 64, 4>(64, 4)',
  'transformerBlock<64, 128, 4>(128, 4, { causal: true })',
  'learnedPositions(64, 8)',
  'sinusoidalPositions()',
  'rotary()',
  ...['elu', 'gelu', 'geluTanh', 'hardSigmoid', 'hardSwish', 'hardTanh', 'leakyRelu', 'logSoftmax', 'mish', 'relu'],
  ...['relu6', 'sigmoid', 'silu', 'softmax', 'softplus', 'softsign', 'tanh']
].map(made => (/\W/.test(made) ? made : `${made}()`))

const composed: readonly string[] = [
  'pipe(convolution([1, 28, 28], 3, 5), andThen(relu()), andThen(maxPool(2)), andThen(flatten()), andThen(dense(845, 10)))',
  'pipe(dense(4, 4), andThen(residual(start => pipe(start, andThen(dense(4, 4)), andThen(tanh())))))',
  'beside(convolution([1, 5, 5], 3, 2), dense(3, 4))',
  'pipe(fork(dense(2, 3), dense(2, 4)), andThen(concatenate()))',
  'share(convolution([1, 5, 5], 3, 2))',
  'repeat(3, dense(2, 2))',
  'eraseTypes(dense(2, 3))',
  'Descents.descend(0.1)',
  'Descents.descend(0.1)(dense(2, 3))',
  'Pullbacks.pullback(convolution([1, 5, 5], 3, 2))'
]

const trained: readonly string[] = [
  ...['binaryCrossEntropy', 'binaryCrossEntropyWithLogits', 'categoricalCrossEntropy', 'hinge', 'huber'],
  ...['kullbackLeibler', 'meanAbsoluteError', 'meanSquaredError', 'softmaxCrossEntropy']
]
  .map(name => `${name}()`)
  .concat([
    ...['adagrad', 'adam', 'adamw', 'momentum', 'nesterov', 'rmsprop', 'sgd'].map(name => `${name}(0.1)`),
    'onClasses(softmaxCrossEntropy())',
    'quantile(0.9)',
    'focal()',
    'softmaxFocal()',
    'contrastive()',
    'labelSmoothing(0.1, softmaxCrossEntropy())',
    'weighted(0.5, meanSquaredError())',
    'addLosses(meanSquaredError(), meanAbsoluteError())',
    'sumOf(meanSquaredError(), softmaxCrossEntropy())',
    'l1(0.1, meanSquaredError())',
    'l2(0.1, meanSquaredError())',
    'accumulate(2)',
    'clipByGlobalNorm(1)',
    'clipByValue(1)',
    'scaleBy(0.1)',
    'weightDecay(0.1)',
    'forParameters(/weight$/, weightDecay(0.1))',
    'precededBy(clipByValue(1))',
    'pipe(sgd(0.1), followedBy(weightDecay(0.1)), accumulate(2))',
    'Schedules.warmUp(5)',
    'pipe(Schedules.cosine(0.1, 100), Schedules.warmUp(5))',
    'learner(convolution([1, 5, 5], 3, 2), meanSquaredError(), adam(0.1))',
    `${student}.init`,
    states,
    `pipe(${states}, take(3))`,
    `pipe(${states}, earlyStopping(({ loss }) => loss, { patience: 3 }), history(({ epoch, loss }) => ({ epoch, loss })))`,
    `pipe(${states}, onPlateau(({ loss }) => loss))`,
    `pipe(${states}, train(3))`,
    `evaluateOn(${student}, ${examples}, { accuracy })`,
    'predictor(convolution([1, 5, 5], 3, 2))',
    `chooseEngine(${student}, ${examples})`,
    examples,
    'holdOut(0.2)',
    `holdOut(0.2)(${examples})`,
    'batches(4)',
    'Datasets.blobs(30, tensor([[0, 1], [1, 0]]))',
    'Datasets.spirals(30, 3)',
    'oneHot(3)',
    `standardise(${examples}.inputs)`,
    'Randoms.normal()',
    'Initializers.orthogonal()',
    'activation(Algebra.sin, Algebra.cos)',
    'networkCodec()',
    "trace([{ name: 'x', shape: [2, 3] }], ['y'], x => [Algebra.tanh(x)])"
  ])

/** The names that an expression takes from the package. */
const namesIn = (expression: string): readonly string[] => [
  ...new Set([...expression.matchAll(/(?<![.\w'])([A-Za-z]\w*)(?=[(.,) }<])/g)].map(([, name = '']) => name))
]

const publicNames = new Set(Object.keys(await import('pullback')))

const program = (expression: string): string => {
  const names = namesIn(expression).filter(name => publicNames.has(name))
  return [
    "import { pipe } from 'fp-ts/lib/function.js'",
    `import { ${names.join(', ')} } from 'pullback'`,
    `export const made = ${expression}`,
    'void pipe'
  ].join('\n')
}

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  strict: true,
  exactOptionalPropertyTypes: true,
  composite: true,
  declaration: true,
  skipLibCheck: true,
  types: [],
  rootDir: folder,
  outDir: resolve(folder, 'out')
}

/** What the compiler finds wrong in each of these files, and what it says of the types of their exports. */
const compiled = (programs: readonly string[]) => {
  const files = programs.map((code, i) => {
    const path = resolve(folder, `made${i}.ts`)
    writeFileSync(path, code)
    return path
  })
  const created = ts.createProgram(files, options)
  const declarations = new Map<string, string>()
  const emitted = created.emit(undefined, (path, text) => declarations.set(basename(path), text))
  const faults = [...ts.getPreEmitDiagnostics(created), ...emitted.diagnostics].map(
    ({ file, code, messageText }) =>
      `${programs[files.indexOf(file?.fileName ?? '')]?.split('\n')[2] ?? file?.fileName ?? ''}: TS${code} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
  )
  return { faults: [...new Set(faults)], declarations: files.map((_, i) => declarations.get(`made${i}.d.ts`) ?? '') }
}

test('every layer and loss of the catalogue is among the exports', () => {
  const names = [...layers, ...losses].map(({ name }) => name)
  const made = new Set([...exported, ...trained].map(expression => /^\w+/.exec(expression)?.[0]))
  expect(names.filter(name => !made.has(name))).toEqual([])
})

test('what a project exports has types with public names', () => {
  const { faults, declarations } = compiled([...composed, ...exported, ...trained].map(program))
  expect(faults).toEqual([])
  expect(declarations[0]).toContain('weight: import("pullback").Tensor<readonly [5, 1, 3, 3]>')
}, 120_000)
