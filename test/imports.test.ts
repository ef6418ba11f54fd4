/** A file imports only files that precede it in `order`, or siblings in its folder. There are no cycles. */
import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { posix, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

/** A name that ends in `/` means every file in that folder. */
const order = [
  'src/number/',
  'src/tensor/',
  'src/algebra/',
  'src/layer/',
  'src/data/',
  'src/engine/',
  'src/learning/',
  'src/catalogue/',
  'src/codec/',
  'src/distributed/',
  'src/index.ts',
  'src/files.ts',
  'src/distributed.ts',
  'src/bullmq.ts',
  'src/cli/',
  'laws/subject/',
  'laws/value/',
  'laws/derivative/',
  'laws/law/',
  'laws/generator/',
  'laws/algebra/',
  'laws/program/',
  'laws/layer/',
  'laws/composition/',
  'laws/codec/',
  'laws/interpreter/',
  'laws/learning/',
  'laws/distributed/',
  'laws/diagnosis/',
  'laws/exercise/',
  'laws/exercises.ts',
  'laws/mutant/',
  'laws/run/',
  'laws/wrong/',
  'laws/everything.ts',
  'laws/verifyWork.ts',
  'laws/works.ts',
  'laws/index.ts'
]

/** The laws come last in the order, but must not import the command line. */
const forbidden = [{ from: 'laws/', to: 'src/cli/' }]

/** The command that runs the laws loads them on demand with `import()`, because no other command needs them. */
const loads = ['laws/index.ts', 'laws/run/module.ts', 'laws/exercises.ts', 'laws/exercise/gradeFile.ts'].map(to => ({
  from: 'src/cli/loadLaws.ts',
  to
}))

/** Files that may import Node. All others must run in browsers too. */
const mayUseNode = [
  'laws/exercise/gradeFile.ts',
  'laws/exercise/worker.ts',
  'laws/run/isolated.ts',
  'laws/run/worker.ts',
  'src/cli/',
  'src/engine/onnx.ts',
  'src/engine/onnxRuntime/telemetry.ts',
  'src/codec/',
  'src/distributed/'
]

interface File {
  readonly file: string
  readonly imports: readonly string[]
}

const isIn = (place: string) => (file: string) => (place.endsWith('/') ? file.startsWith(place) : file === place)

const rank = (file: string): number => order.findIndex(place => isIn(place)(file))

const isRelative = (specifier: string): boolean => specifier.startsWith('.')

const resolve = (file: string, specifier: string): string =>
  posix.join(posix.dirname(file), specifier).replace(/\.js$/, '.ts')

const faultsOfImport = (file: string, specifier: string): readonly string[] => {
  const fault = (why: string) => [`${file} imports ${specifier}: ${why}`]
  if (!isRelative(specifier)) {
    if (isBuiltin(specifier) && !mayUseNode.some(place => isIn(place)(file))) return fault('this file runs in browsers')
    if (/^pullback(\/|$)/.test(specifier)) return fault('import the file, not the package')
    return []
  }
  const target = resolve(file, specifier)
  if (loads.some(({ from, to }) => file === from && target === to)) return []
  if (rank(target) === -1) return fault('it is outside the order')
  if (rank(target) > rank(file)) return fault('it stands below')
  if (forbidden.some(({ from, to }) => isIn(from)(file) && isIn(to)(target))) return fault('it is not for this folder')
  return []
}

/** The cycles found by a depth-first search, each as the path that closes it. */
const cycles = (files: readonly File[]): readonly string[] => {
  const targets = new Map(
    files.map(({ file, imports }) => [file, imports.filter(isRelative).map(specifier => resolve(file, specifier))])
  )
  const finished = new Set<string>()
  const walk = (file: string, path: readonly string[]): readonly string[] => {
    if (path.includes(file)) return [`cycle: ${[...path.slice(path.indexOf(file)), file].join(' -> ')}`]
    if (finished.has(file)) return []
    const found = (targets.get(file) ?? []).flatMap(target => walk(target, [...path, file]))
    finished.add(file)
    return found
  }
  return files.flatMap(({ file }) => walk(file, []))
}

const faults = (files: readonly File[]): readonly string[] => [
  ...files.filter(({ file }) => rank(file) === -1).map(({ file }) => `${file}: add it to the order`),
  ...files.flatMap(({ file, imports }) => imports.flatMap(specifier => faultsOfImport(file, specifier))),
  ...cycles(files)
]

const root = fileURLToPath(new URL('..', import.meta.url))

const filesOfTheHouse: readonly File[] = ts.sys.readDirectory(root, ['.ts'], [], ['src', 'laws']).map(path => ({
  file: relative(root, path).replaceAll('\\', '/'),
  imports: ts.preProcessFile(readFileSync(path, 'utf8')).importedFiles.map(({ fileName }) => fileName)
}))

test('files import only files that precede them in the order', () => {
  expect(filesOfTheHouse).not.toEqual([])
  expect(faults(filesOfTheHouse)).toEqual([])
})

describe('the check', () => {
  const check = (files: Readonly<Record<string, readonly string[]>>) =>
    faults(Object.entries(files).map(([file, imports]) => ({ file, imports })))

  test('accepts imports from above, of siblings, and of packages', () => {
    const files = {
      'src/tensor/Shape.ts': ['fp-ts/lib/Either.js'],
      'src/layer/dense.ts': ['../tensor/Shape.js', './activation/tanh.js'],
      'src/layer/activation/tanh.ts': ['../../tensor/Shape.js'],
      'src/codec/file.ts': ['node:fs', '../layer/dense.js'],
      'src/index.ts': ['./codec/file.js'],
      'src/cli/main.ts': ['node:process', '../index.js'],
      'laws/index.ts': ['../src/index.js', './layer/gradient.js'],
      'laws/layer/gradient.ts': ['fast-check', '../../src/layer/dense.js']
    }
    expect(check(files)).toEqual([])
  })

  test.each([
    ['an upward import', 'src/tensor/Shape.ts', '../layer/Layer.js', 'it stands below'],
    ['an upward import into a folder', 'src/layer/Layer.ts', '../learning/loss/hinge.js', 'it stands below'],
    ['the index in a layer', 'src/layer/dense.ts', '../index.js', 'it stands below'],
    ['the command line in the index', 'src/index.ts', './cli/main.js', 'it stands below'],
    ['laws in the source', 'src/cli/main.ts', '../../laws/index.js', 'it stands below'],
    ['tests in the source', 'src/layer/Layer.ts', '../../test/layers.js', 'it is outside the order'],
    ['benchmarks in the source', 'src/layer/Layer.ts', '../../bench/xor.js', 'it is outside the order'],
    ['the diagnosis in a law', 'laws/layer/gradient.ts', '../diagnosis/diagnose.js', 'it stands below'],
    ['tests in the laws', 'laws/index.ts', '../test/layers.js', 'it is outside the order'],
    ['the command line in the laws', 'laws/index.ts', '../src/cli/main.js', 'it is not for this folder'],
    ['Node outside its folders', 'src/tensor/Tensor.ts', 'node:fs', 'this file runs in browsers'],
    ['Node without its prefix', 'src/tensor/Tensor.ts', 'fs', 'this file runs in browsers'],
    ['the package by its name', 'src/cli/main.ts', 'pullback/laws', 'import the file, not the package']
  ])('rejects %s', (_, file, specifier, why) => {
    expect(check({ [file]: [specifier] })).toEqual([`${file} imports ${specifier}: ${why}`])
  })

  test('rejects a file that the order does not know', () => {
    expect(check({ 'src/utils.ts': [] })).toEqual(['src/utils.ts: add it to the order'])
  })

  test('rejects a cycle between siblings', () => {
    const files = {
      'src/layer/a.ts': ['./b.js'],
      'src/layer/b.ts': ['./c.js'],
      'src/layer/c.ts': ['./b.js'],
      'src/layer/d.ts': ['./d.js']
    }
    expect(check(files)).toEqual([
      'cycle: src/layer/b.ts -> src/layer/c.ts -> src/layer/b.ts',
      'cycle: src/layer/d.ts -> src/layer/d.ts'
    ])
  })
})
