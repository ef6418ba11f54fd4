/**
 * The examples in the docstrings of public names compile under our own strict settings and run. Imports are added: an example may use
 * every public name, the names of fp-ts in `borrowed`, and the objects in prelude.ts.
 */
import { build } from 'esbuild'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, resolve } from 'node:path'
import ts from 'typescript'
import { beforeAll, expect, test } from 'vitest'
import { entries, type Entry, programOf, type PublicName, publicNamesOf, root } from './publicNames.js'

/** Names of other packages, by the module that exports them. */
const borrowed: Readonly<Record<string, readonly string[]>> = {
  'fp-ts/lib/function.js': ['pipe', 'flow', 'constant'],
  'fp-ts/lib/State.js': ['evaluate', 'of', 'map', 'chain'],
  'fp-ts/lib/Either.js': ['left', 'right', 'isLeft', 'isRight'],
  'fp-ts/lib/Option.js': ['some', 'none', 'isSome', 'isNone']
}

/** Names with examples that take more than a second. These only compile here; other tests verify their laws. */
const slow = ['prove', 'everything', 'everythingWrong', 'everyCodecLaw', 'networkLaws', 'resumptionLaw'].map(
  name => `pullback/laws: ${name}`
)

/** Public names whose examples need the built package, or Redis. */
const elsewhere = ['pullback/distributed: threads', 'pullback/bullmq: bullmqWorker', 'pullback/bullmq: bullmqPool']

const prelude = resolve(root, 'test/docs/prelude.ts')

interface Example {
  /** `pullback: Schedules.cosine, example 1` */
  readonly name: string
  readonly code: string
  /** The public name that the docstring belongs to. */
  readonly of: PublicName
}

/** The code of an `@example`: all of it, or its fenced blocks if it has some. */
const codeOf = (text: string): string => {
  const blocks = [...text.matchAll(/^```\w*\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code)
  return blocks.length > 0 ? blocks.join('\n') : text
}

const examplesOf = (names: readonly PublicName[]): readonly Example[] =>
  names.flatMap(of => {
    const declarations = of.symbol.declarations ?? []
    const members = declarations.flatMap(node =>
      ts.isInterfaceDeclaration(node)
        ? [...node.members]
        : ts.isTypeAliasDeclaration(node) && ts.isTypeLiteralNode(node.type)
          ? [...node.type.members]
          : []
    )
    return [...declarations, ...members]
      .flatMap(node => ts.getJSDocTags(node))
      .filter(({ tagName }) => tagName.text === 'example')
      .map(({ comment }, i) => ({
        name: `${of.place}, example ${i + 1}`,
        code: codeOf(ts.getTextOfJSDocComment(comment) ?? ''),
        of
      }))
  })

/** The identifiers that a piece of code uses and does not declare. */
const freeNames = (code: string): readonly string[] => {
  const used = new Set<string>()
  const declared = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const { parent } = node
      const isDeclared =
        (ts.isVariableDeclaration(parent) ||
          ts.isParameter(parent) ||
          ts.isBindingElement(parent) ||
          ts.isTypeParameterDeclaration(parent) ||
          ts.isFunctionDeclaration(parent) ||
          ts.isInterfaceDeclaration(parent) ||
          ts.isTypeAliasDeclaration(parent) ||
          ts.isImportSpecifier(parent) ||
          ts.isImportClause(parent) ||
          ts.isNamespaceImport(parent)) &&
        parent.name === node
      const isMember =
        (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
        (ts.isQualifiedName(parent) && parent.right === node) ||
        ((ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent) || ts.isPropertySignature(parent)) &&
          parent.name === node) ||
        (ts.isBindingElement(parent) && parent.propertyName === node)
      if (isDeclared) declared.add(node.text)
      else if (!isMember) used.add(node.text)
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile('example.ts', code, ts.ScriptTarget.ES2023, true))
  return [...used].filter(name => !declared.has(name))
}

interface Exported {
  readonly specifier: string
  readonly isType: boolean
}

/** What the compiler finds wrong, and each example with its imports as a module. */
const checked = (from: readonly Entry[], inMemory: ReadonlyMap<string, string> = new Map()) => {
  const surface = programOf([...from.map(({ path }) => path), prelude], inMemory)
  const checker = surface.getTypeChecker()
  const exportsOf = ({ path, specifier }: Entry): ReadonlyMap<string, Exported> => {
    const source = surface.getSourceFile(path)
    const module = source === undefined ? undefined : checker.getSymbolAtLocation(source)
    return new Map(
      (module === undefined ? [] : checker.getExportsOfModule(module)).map(symbol => {
        const { flags } = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
        return [symbol.name, { specifier, isType: (flags & ts.SymbolFlags.Value) === 0 }]
      })
    )
  }
  const others: ReadonlyMap<string, Exported> = new Map(
    Object.entries(borrowed).flatMap(([specifier, names]) => names.map(name => [name, { specifier, isType: false }]))
  )
  // `pullback/laws` has generators named `tensor` and `params`: a name means the first of these that exports it.
  const [main, ...further] = from.map(exportsOf)
  const scopes = [others, main, exportsOf({ path: prelude, specifier: './prelude.js' }), ...further]

  const moduleOf = ({ code, of: { entry, exported } }: Example): string => {
    const imports = freeNames(code).flatMap(name => {
      const own = name === exported ? exportsOf(entry).get(name) : undefined
      const found = own ?? scopes.find(scope => scope?.has(name))?.get(name)
      return found === undefined ? [] : `import { ${found.isType ? 'type ' : ''}${name} } from '${found.specifier}';`
    })
    return [...imports, 'export {};', code].join('\n')
  }

  const examples = examplesOf(publicNamesOf(surface, from)).map((example, i) => ({
    ...example,
    path: resolve(root, `test/docs/example-${i}.ts`),
    module: moduleOf(example)
  }))
  const modules = new Map(examples.map(({ path, module }) => [path, module]))
  const program = programOf([], new Map([...inMemory, ...modules]))
  return examples.map(example => {
    const source = program.getSourceFile(example.path)
    const faults = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
    return { ...example, faults: faults.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' ')) }
  })
}

type Checked = ReturnType<typeof checked>

/** Runs all modules in one process and returns the errors that they throw. */
const thrownBy = async (examples: Checked): Promise<readonly string[]> => {
  const runner = [
    "import { writeFileSync } from 'node:fs'",
    'const failures = []',
    'const attempt = (name, run) => {',
    "  writeFileSync('running', name)",
    "  return run().catch(error => failures.push(name + ': ' + error))",
    '}',
    ...examples.map(
      ({ name, path }) => `await attempt(${JSON.stringify(name)}, () => import(${JSON.stringify(path)}))`
    ),
    "writeFileSync('failures', JSON.stringify(failures))",
    'process.exit(0)'
  ].join('\n')
  const inMemory = new Map([[made.path, madeText], ...examples.map(({ path, module }) => [path, module] as const)])
  const bundle = await build({
    stdin: { contents: runner, resolveDir: root },
    plugins: [
      {
        name: 'examples',
        setup: hooks => {
          hooks.onResolve({ filter: /\/example-\d+\.ts$/ }, ({ path }) => ({ path }))
          hooks.onResolve({ filter: /^\.\/made\.js$/ }, () => ({ path: made.path }))
          hooks.onLoad({ filter: /\/(example-\d+|made)\.ts$/ }, ({ path }) => ({
            contents: inMemory.get(path) ?? '',
            loader: 'ts',
            resolveDir: dirname(path)
          }))
        }
      }
    ],
    alias: Object.fromEntries(
      // A longer specifier comes first: `pullback` would match it too.
      entries.map(({ specifier, path }) => [specifier, path] as const).toSorted(([a], [b]) => b.length - a.length)
    ),
    bundle: true,
    write: false,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'silent'
  })
  const folder = mkdtempSync(resolve(tmpdir(), 'pullback-examples-'))
  const read = (name: string): string => readFileSync(resolve(folder, name), 'utf8')
  symlinkSync(resolve(root, 'node_modules'), resolve(folder, 'node_modules'))
  try {
    execFileSync(process.execPath, ['--input-type=module', '-'], {
      input: bundle.outputFiles.map(({ text }) => text).join(''),
      cwd: folder,
      timeout: 300_000,
      stdio: ['pipe', 'ignore', 'ignore']
    })
    const failures: unknown = JSON.parse(read('failures'))
    return Array.isArray(failures) ? failures.map(String) : []
  } catch (cause) {
    throw new Error(`${read('running')} did not end`, { cause })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** A module with examples that must pass and others that must not. */
const made: Entry = { specifier: './made.js', path: resolve(root, 'test/docs/made.ts') }
const madeText = `
  /**
   * Doubles a number.
   *
   * @example double(2) // 4
   * @example
   * const network = dense(2, 3)
   * const shape: Shape = [double(2)]
   * export const made = pipe(network, andThen(tanh()))
   * @example double('2')
   * @example double(elsewhere)
   * @example
   * \`\`\`ts
   * if (double(2) === 4) throw new Error('thrown')
   * \`\`\`
   */
  export const double = (x: number) => 2 * x
  /** A doubled number. */
  export interface Doubled {
    /**
     * The number.
     *
     * @example pipe(states, train(1))
     */
    readonly doubled: number
  }
`

let examples: Checked = []
let thrown: readonly string[] = []

beforeAll(async () => {
  examples = checked([...entries, made], new Map([[made.path, madeText]]))
  const left = [...slow, ...elsewhere]
  thrown = await thrownBy(examples.filter(({ faults, of }) => faults.length === 0 && !left.includes(of.place)))
}, 600_000)

const isMade = ({ of: { entry } }: Example): boolean => entry === made

test('the examples in docstrings compile', () => {
  const ours = examples.filter(example => !isMade(example))
  expect(ours.length).toBeGreaterThan(20)
  const faults = ours.flatMap(({ name, faults: [fault], code }) => (fault === undefined ? [] : [{ name, fault, code }]))
  expect(faults).toEqual([])
})

test('the examples in docstrings run', () => {
  expect(thrown.filter(line => !line.startsWith(made.specifier))).toEqual([])
})

test('the check rejects examples that do not compile or that throw, and accepts the others', () => {
  expect(examples.filter(isMade).map(({ name, faults }) => [name, ...faults])).toEqual([
    ['./made.js: double, example 1'],
    ['./made.js: double, example 2'],
    ['./made.js: double, example 3', "Argument of type 'string' is not assignable to parameter of type 'number'."],
    ['./made.js: double, example 4', "Cannot find name 'elsewhere'."],
    ['./made.js: double, example 5'],
    ['./made.js: Doubled, example 1']
  ])
  expect(thrown.filter(line => line.startsWith(made.specifier))).toEqual([
    './made.js: double, example 5: Error: thrown'
  ])
})
