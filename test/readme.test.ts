/**
 * The programs in the documents compile with the strict settings of this repository, run in plain Node, and print the documented
 * output: the next block marked `output`, or the comments that begin with an arrow.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import ts from 'typescript'
import { afterAll, describe, expect, test } from 'vitest'
import { allDraws } from './draws.js'

const root = fileURLToPath(new URL('..', import.meta.url))

interface Program {
  readonly name: string
  readonly code: string
  /** The documented output, if any. */
  readonly output: readonly string[] | undefined
}

const linesOf = (text: string): readonly string[] => text.split('\n').filter(line => line.trim() !== '')

const outputInComments = (code: string): readonly string[] =>
  [...code.matchAll(/\/\/ → (.*)/g)].map(([, line = '']) => line.trim())

const programsOf = (file: string, markdown: string): readonly Program[] =>
  [...markdown.matchAll(/^```ts\n([\s\S]*?)^```$(?:\s*^```output\n([\s\S]*?)^```$)?/gm)].map(
    ([, code = '', block], i) => {
      const inComments = outputInComments(code)
      const output = block !== undefined ? linesOf(block) : inComments.length > 0 ? inComments : undefined
      return { name: `${file}, program ${i + 1}`, code, output }
    }
  )

/** The errors of the compiler for programs, as if they were files in the root of this repository. */
const faultsOf = (programs: readonly Program[]): readonly string[] => {
  const config = ts.getParsedCommandLineOfConfigFile(
    resolve(root, 'tsconfig.json'),
    {},
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: fault => {
        throw new Error(textOf(fault))
      }
    }
  )
  const options = { ...config?.options, noEmit: true, noUnusedLocals: false }
  const files = new Map(programs.map(({ code }, i) => [resolve(root, `program-${i}.ts`), code]))
  const host = ts.createCompilerHost(options)
  const disk = ts.sys
  host.fileExists = path => files.has(path) || disk.fileExists(path)
  host.readFile = path => files.get(path) ?? disk.readFile(path)
  return ts.getPreEmitDiagnostics(ts.createProgram([...files.keys()], options, host)).map(textOf)
}

const textOf = ({ file, messageText }: ts.Diagnostic): string =>
  `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`

/** The working folder of the programs. */
const folder = mkdtempSync(resolve(tmpdir(), 'pullback-documents-'))
for (const name of ['node_modules', 'examples']) symlinkSync(resolve(root, name), resolve(folder, name))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

/** The output of a program. The program is bundled with the source, so no build is needed. */
const run = async ({ code }: Program): Promise<readonly string[]> => {
  const bundle = await build({
    stdin: { contents: code, resolveDir: root, loader: 'ts' },
    alias: {
      'pullback/distributed': resolve(root, 'src/distributed.ts'),
      pullback: resolve(root, 'src/index.ts'),
      'pullback/files': resolve(root, 'src/files.ts'),
      'pullback/laws': resolve(root, 'laws/index.ts'),
      'pullback/exercises': resolve(root, 'laws/exercises.ts'),
      'pullback/onnx': resolve(root, 'src/engine/onnx.ts')
    },
    bundle: true,
    write: false,
    // Dependencies are not bundled: jsonc-parser's own bundle for Node cannot be bundled again.
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'silent'
  })
  const input = bundle.outputFiles.map(({ text }) => text).join('')
  return linesOf(
    execFileSync(process.execPath, ['--input-type=module', '-'], {
      input,
      encoding: 'utf8',
      stdio: 'pipe',
      cwd: folder
    })
  )
}

/** Runs each program at most once. */
const runs = new Map<string, ReturnType<typeof run>>()
const runOnce = (program: Program): ReturnType<typeof run> => {
  const begun = runs.get(program.code) ?? run(program)
  runs.set(program.code, begun)
  return begun
}

/** The documents whose programs `npm test` runs. `.ci/run` runs the programs of all of them. */
const first = ['README.md', 'docs/getting-started.md']
const inDocs = readdirSync(resolve(root, 'docs')).filter(name => name.endsWith('.md'))
const documents = allDraws ? ['README.md', ...inDocs.map(name => `docs/${name}`)] : first
const programs = documents.flatMap(file => programsOf(file, readFileSync(resolve(root, file), 'utf8')))

const imports = "import { pipe } from 'fp-ts/lib/function.js'\nimport { andThen, dense } from 'pullback'\n"
const wrong: Program = {
  name: 'a layer that does not fit',
  code: `${imports}pipe(dense(2, 3), andThen(dense(4, 1)))`,
  output: undefined
}

test.runIf(allDraws)(
  'the programs compile, and a layer that does not fit is rejected',
  () => {
    // The wrong program is the last one: all are compiled together.
    const faults = faultsOf([...programs, wrong])
    expect(faults).toEqual([expect.stringMatching(new RegExp(`program-${programs.length}.*Batched<readonly \\[4\\]>`))])
  },
  120_000
)

test.each(programs)('$name', async program => {
  const printed = await runOnce(program)
  if (program.output !== undefined) expect(printed).toEqual(program.output)
})

describe('the program at the top of the README', () => {
  const [program] = programsOf('README.md', readFileSync(resolve(root, 'README.md'), 'utf8'))
  if (program === undefined) throw new Error('README.md has no program')

  test('has at most fifteen lines without imports', () => {
    const withoutImports = program.code.replaceAll(/^import [\s\S]*? from '.*'$/gm, '')
    expect(linesOf(withoutImports).length).toBeLessThanOrEqual(15)
  })

  test('learns XOR: the first printed line is an error below 0.01', async () => {
    const [loss] = await runOnce(program)
    expect(Number(loss)).toBeGreaterThan(0)
    expect(Number(loss)).toBeLessThan(0.01)
  })

  test('has no type annotations', () => {
    expect(program.code).not.toMatch(/\b(as|type|satisfies|any)\b|: [A-Z]/)
  })
})

describe('the check', () => {
  const program = (code: string): Program => ({ name: 'a program', code, output: undefined })

  test('finds programs and their output', () => {
    const markdown = [
      '```ts',
      'a',
      '```',
      '',
      '```output',
      '1',
      '```',
      'text',
      '```ts',
      'b // → 2',
      '```',
      '```ts',
      'c',
      '```'
    ]
    expect(programsOf('x.md', markdown.join('\n'))).toEqual([
      { name: 'x.md, program 1', code: 'a\n', output: ['1'] },
      { name: 'x.md, program 2', code: 'b // → 2\n', output: ['2'] },
      { name: 'x.md, program 3', code: 'c\n', output: undefined }
    ])
  })

  test('rejects a program that throws', async () => {
    await expect(run(program("throw new Error('no')"))).rejects.toThrow('Command failed')
  })
})
