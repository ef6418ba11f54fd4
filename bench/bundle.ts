/**
 * How many bytes a page loads, minified and gzipped, for what it imports of the library, fp-ts and all else included.
 *
 * `fp-ts/lib` is CommonJS, of which a bundler keeps whole files. Where it is told to take `fp-ts/es6` instead, it keeps what is
 * used: the second size.
 *
 *     npm run bench:bundle     writes docs/results/bundle.json
 */
import { build } from 'esbuild'
import { writeFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'

const programs = {
  'dense, tanh, andThen': `export { dense, tanh, andThen } from './src/index.ts'`,
  'a network that learns': `export { adam, andThen, dense, learner, meanSquaredError, tanh, train, trajectory } from './src/index.ts'`,
  everything: `export * from './src/index.ts'`
}

const es6 = { 'fp-ts/lib': 'fp-ts/es6' }

/** The bundle of a program, and how much of it comes from each file. */
const bundle = async (contents: string, alias: Readonly<Record<string, string>>) => {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: '.' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
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

const sizes = await Promise.all(
  Object.entries(programs).map(async ([name, contents]) => {
    const [plain, shaken] = [await bundle(contents, {}), await bundle(contents, es6)]
    const files = Object.fromEntries(shaken.files.map(([file, { bytesInOutput }]) => [file, bytesInOutput]))
    return { name, gzipped: plain.bytes, gzippedWithEs6: shaken.bytes, files }
  })
)

await writeFile('docs/results/bundle.json', `${JSON.stringify(sizes, null, 2)}\n`)
for (const { name, gzipped, gzippedWithEs6 } of sizes)
  console.log(`${name}: ${gzipped} bytes gzipped, ${gzippedWithEs6} with fp-ts/es6`)
