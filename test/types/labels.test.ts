/**
 * The parameters of a network keep the names that its layers gave them. Type equality does not see the labels of a tuple, so
 * the compiler is asked for them.
 */
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const path = `${root}labels.ts`
const program = `
  import { pipe } from 'fp-ts/lib/function.js'
  import { andThen, dense, repeat, tanh, type Layer, type Params, type Value } from 'pullback'
  declare const paramsOf: <P extends Params, A extends Value.Value, B extends Value.Value>(layer: Layer<P, A, B>) => P
  export const network = paramsOf(pipe(dense(2, 3), andThen(tanh()), andThen(dense(3, 1)), andThen(tanh())))
  export const repeated = paramsOf(repeat(2, dense(2, 2)))
  export const unnamed: readonly [number, number] = [1, 2]
`

/** The labels of the tuples that a program exports, by name. */
const labelsOf = (): Readonly<Record<string, readonly (string | undefined)[]>> => {
  const config = ts.getParsedCommandLineOfConfigFile(
    `${root}tsconfig.json`,
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined }
  )
  const options = config?.options ?? {}
  const host = ts.createCompilerHost(options)
  host.fileExists = name => name === path || ts.sys.fileExists(name)
  host.readFile = name => (name === path ? program : ts.sys.readFile(name))
  const compiled = ts.createProgram([path], options, host)
  const checker = compiled.getTypeChecker()
  const source = compiled.getSourceFile(path)
  const module = source && checker.getSymbolAtLocation(source)
  const exported = module ? checker.getExportsOfModule(module) : []
  return Object.fromEntries(exported.map(symbol => [symbol.name, labels(checker.getTypeOfSymbol(symbol))]))
}

const labels = (type: ts.Type): readonly (string | undefined)[] =>
  isTuple(type) ? (type.target.labeledElementDeclarations ?? []).map(label => label?.name.getText()) : []

const isTuple = (type: ts.Type): type is ts.TupleTypeReference => 'target' in type

test('labels', () => {
  expect(labelsOf()).toEqual({
    network: ['weight', 'bias', 'weight', 'bias'],
    repeated: ['weight', 'bias', 'weight', 'bias'],
    unnamed: [undefined, undefined]
  })
}, 60_000)
