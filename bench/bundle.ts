/**
 * Bytes that a page loads for its imports from the library, minified and gzipped, including fp-ts and all other dependencies.
 *
 * `fp-ts/lib` is CommonJS, so bundlers keep whole files of it. The second size is that with the alias `fp-ts/es6`, of which
 * bundlers keep only the functions used.
 */
import { build } from 'esbuild'
import { gzipSync } from 'node:zlib'
import { type Section } from './Section.js'
import { table } from './table.js'

const programs = {
  'dense, tanh, andThen': `export { dense, tanh, andThen } from './src/index.ts'`,
  'a network that learns': `export { adam, andThen, dense, learner, meanSquaredError, tanh, train, trajectory } from './src/index.ts'`,
  everything: `export * from './src/index.ts'`
}

const es6 = { 'fp-ts/lib': 'fp-ts/es6' }

/** Bundles a program, and gives the number of bytes from each file. */
const bundled = async (contents: string, alias: Readonly<Record<string, string>>) => {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: '.' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    external: ['node:*'],
    metafile: true,
    outfile: 'bundle.js',
    write: false,
    alias
  })
  const inputs = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs))
  const code = outputFiles[0]?.contents ?? new Uint8Array()
  return {
    bytes: gzipSync(code, { level: 9 }).length,
    files: inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0)
  }
}

export const bundle = async (): Promise<Section> => {
  const rows = await Promise.all(
    Object.entries(programs).map(async ([name, contents]) => {
      const [plain, shaken] = [await bundled(contents, {}), await bundled(contents, es6)]
      const files = Object.fromEntries(shaken.files.map(([file, { bytesInOutput }]) => [file, bytesInOutput]))
      return { name, gzipped: plain.bytes, gzippedWithEs6: shaken.bytes, files }
    })
  )
  const heading = ['imports', 'bytes gzipped', 'with fp-ts/es6', 'files']
  const lines = rows.map(({ name, gzipped, gzippedWithEs6, files }) => [
    name,
    ...[gzipped, gzippedWithEs6, Object.keys(files).length].map(number => number.toLocaleString('en-US'))
  ])
  return {
    name: 'bundle',
    title: 'What a page loads, minified and gzipped, fp-ts included',
    text: table([heading, ...lines]),
    data: { unit: 'bytes', rows },
    checks: [],
    isWrong: false
  }
}
