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

/**
 * `import.meta.url` stays that of the module, not of the bundle; and what Stryker puts into the sources to count which test runs
 * which mutant counts in the first run only: it would take nearly half of the time of all others.
 */
const ownText = {
  name: 'own-text',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\/(test|src|laws)\/.*\.ts$/ }, ({ path }) => ({
      loader: 'ts',
      contents: readFileSync(path, 'utf8')
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
        .replace(
          /function (stryCov_\w+)\(\) \{/,
          '$& if (!globalThis.__stryker__.isCounting) return void ($1 = () => {});'
        )
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

/** What tests share is counted as run by each of them. */
const ownOnce = {
  name: 'own-once',
  setup: ({ onResolve }) => onResolve({ filter: /^\.\/once\.js$/ }, () => ({ path: resolve('test/mutation/once.js') }))
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
  plugins: [ownText, ownVitest, ownOnce],
  outfile: 'mutants.bundle.js'
})
