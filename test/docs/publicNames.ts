/** The public names of the package, read from the source of its entries, so that no build is needed. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

export const root = fileURLToPath(new URL('../..', import.meta.url))

export interface Entry {
  /** What a user imports: `pullback/laws`. */
  readonly specifier: string
  readonly path: string
}

export interface PublicName {
  readonly entry: Entry
  /** The name to import: that of the namespace for a member of one. */
  readonly exported: string
  /** `pullback: Schedules.cosine` */
  readonly place: string
  readonly symbol: ts.Symbol
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** The source of each entry of package.json that has types. */
export const entries: readonly Entry[] = (() => {
  const manifest: unknown = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'))
  if (!isRecord(manifest) || !isRecord(manifest['exports'])) throw new Error('package.json has no exports')
  return Object.entries(manifest['exports']).flatMap(([name, target]) => {
    const types = isRecord(target) ? target['types'] : undefined
    if (typeof types !== 'string') return []
    const source = types.replace(/^\.\/dist\//, '').replace(/\.d\.ts$/, '.ts')
    return [{ specifier: `pullback${name.slice(1)}`, path: resolve(root, source) }]
  })
})()

/** Parsed files on disk. Programs share them, because parsing takes most of the time of a program that checks few files. */
const parsed = new Map<string, ts.SourceFile | undefined>()

/** A program over files on disk and files in memory, under the settings of this project. */
export const programOf = (paths: readonly string[], inMemory: ReadonlyMap<string, string> = new Map()): ts.Program => {
  const onUnRecoverableConfigFileDiagnostic = ({ messageText }: ts.Diagnostic): never => {
    throw new Error(ts.flattenDiagnosticMessageText(messageText, ' '))
  }
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic }
  const config = ts.getParsedCommandLineOfConfigFile(resolve(root, 'tsconfig.json'), {}, host)
  const options = { ...config?.options, incremental: false, noUnusedLocals: false, noUnusedParameters: false }
  const files = ts.createCompilerHost(options)
  files.fileExists = path => inMemory.has(path) || ts.sys.fileExists(path)
  files.readFile = path => inMemory.get(path) ?? ts.sys.readFile(path)
  const getSourceFile = files.getSourceFile.bind(files)
  files.getSourceFile = (path, ...rest) => {
    if (inMemory.has(path)) return getSourceFile(path, ...rest)
    const source = parsed.get(path) ?? getSourceFile(path, ...rest)
    parsed.set(path, source)
    return source
  }
  return ts.createProgram([...paths, ...inMemory.keys()], options, files)
}

/** The exports of the entries, with the members of namespaces. A name that two entries export is listed once. */
export const publicNamesOf = (program: ts.Program, from: readonly Entry[]): readonly PublicName[] => {
  const checker = program.getTypeChecker()
  const seen = new Set<ts.Symbol>()
  const visit = (entry: Entry, exported: string, place: string, symbol: ts.Symbol): readonly PublicName[] => {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
    const declarations = target.declarations ?? []
    const isOurs = declarations.some(node => !node.getSourceFile().fileName.includes('/node_modules/'))
    if (seen.has(target) || !isOurs) return []
    seen.add(target)
    return declarations.every(ts.isSourceFile)
      ? checker.getExportsOfModule(target).flatMap(member => visit(entry, exported, `${place}.${member.name}`, member))
      : [{ entry, exported, place, symbol: target }]
  }
  return from.flatMap(entry => {
    const source = program.getSourceFile(entry.path)
    const module = source === undefined ? undefined : checker.getSymbolAtLocation(source)
    if (module === undefined) throw new Error(`${entry.path} exports nothing`)
    return checker
      .getExportsOfModule(module)
      .flatMap(symbol => visit(entry, symbol.name, `${entry.specifier}: ${symbol.name}`, symbol))
  })
}
