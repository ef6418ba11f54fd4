/** The test files of the group as one module, `mutants.bundle.js`, for Stryker to run: the sources are in it, the packages are not. */
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { chosen } from './groups.js'

const ours = resolve('test/mutation/vitest.js')
const all = readdirSync('test', { recursive: true }).map(file => `test/${file}`)
const files = chosen().tests.flatMap(start =>
  all.filter(file => file.startsWith(start) && file.endsWith('.test.ts')).sort()
)

/** `import.meta.url` stays that of the module, not of the bundle. */
const ownUrl = {
  name: 'own-url',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\/(test|src|laws)\/.*\.ts$/ }, ({ path }) => ({
      loader: 'ts',
      contents: readFileSync(path, 'utf8').replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
    }))
}

/** The tests import ours, which takes `expect` from the real one. */
const ownVitest = {
  name: 'own-vitest',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^vitest$/ }, ({ path, importer }) =>
      importer === ours ? { path, external: true } : { path: ours }
    )
}

await build({
  stdin: {
    contents: [
      ...files.map(file => `import ${JSON.stringify(`./${file}`)}`),
      "export { end, skipped, tests } from 'vitest'"
    ].join('\n'),
    resolveDir: '.'
  },
  bundle: true,
  // The package says that its modules do nothing when loaded, which is not so of tests.
  ignoreAnnotations: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  logLevel: 'warning',
  packages: 'external',
  alias: {
    pullback: resolve('src/index.ts'),
    'pullback/files': resolve('src/files.ts'),
    'pullback/laws': resolve('laws/index.ts')
  },
  plugins: [ownUrl, ownVitest],
  outfile: 'mutants.bundle.js'
})
