/** Compiles and runs TypeScript programs that import pullback. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import ts from 'typescript'

const root = fileURLToPath(new URL('../../', import.meta.url))

/**
 * The lines that a program prints.
 *
 * @param laws the module that takes the place of `pullback/laws`. Default: the laws themselves.
 */
export const run = async (code: string, laws = 'laws/index.ts'): Promise<readonly string[]> => {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: root, loader: 'ts' },
    alias: { pullback: `${root}src/index.ts`, 'pullback/laws': root + laws },
    bundle: true,
    write: false,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'silent'
  })
  return execFileSync(process.execPath, ['--input-type=module', '-'], {
    input: outputFiles.map(({ text }) => text).join(''),
    encoding: 'utf8',
    cwd: root
  })
    .split('\n')
    .filter(line => line !== '')
}

/** The errors of the compiler, with the strict settings of this repository. */
export const faultsOf = (programs: readonly string[]): readonly string[] => {
  const config = ts.getParsedCommandLineOfConfigFile(
    `${root}tsconfig.json`,
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined }
  )
  const files = new Map(programs.map((code, i) => [`${root}program-${i}.ts`, code]))
  const options: ts.CompilerOptions = {
    ...config?.options,
    noEmit: true,
    noUnusedLocals: false,
    paths: { pullback: ['./src/index.ts'], 'pullback/laws': ['./laws/index.ts'] }
  }
  const host = ts.createCompilerHost(options)
  const disk = ts.sys
  host.fileExists = path => files.has(path) || disk.fileExists(path)
  host.readFile = path => files.get(path) ?? disk.readFile(path)
  return ts
    .getPreEmitDiagnostics(ts.createProgram([...files.keys()], options, host))
    .map(({ file, messageText }) => `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`)
}
