/**
 * The programs in `examples/` that say what they print: `// →` comments state the lines, in order, with `…` for figures that differ
 * from run to run. A program has at most 60 lines.
 */
import { build } from 'esbuild'
import { execFile } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { allDraws } from '../draws.js'
import { ownFolder } from '../folder.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const { folder, at, file: write } = ownFolder()

/** The programs that `npm test` runs. `.ci/run` runs all of them. */
const first = ['own-layers.ts', 'pytorch.ts', 'two-heads.ts']

const programs = readdirSync(resolve(root, 'examples'))
  .filter(file => file.endsWith('.ts'))
  .map(file => {
    const text = readFileSync(resolve(root, 'examples', file), 'utf8')
    return { file, text, stated: [...text.matchAll(/\/\/ → (.*)$/gm)].map(([, line = '']) => line) }
  })
  .filter(({ file, stated }) => stated.length > 0 && (allDraws || first.includes(file)))

/** The files of `examples/` and the packages, among them the source of this one: a program may bundle another program. */
beforeAll(() => {
  for (const name of readdirSync(resolve(root, 'examples'))) copyFileSync(resolve(root, 'examples', name), at(name))
  mkdirSync(at('node_modules/pullback'), { recursive: true })
  for (const name of readdirSync(resolve(root, 'node_modules')))
    symlinkSync(resolve(root, 'node_modules', name), at(`node_modules/${name}`))
  for (const name of ['src', 'laws']) symlinkSync(resolve(root, name), at(`node_modules/pullback/${name}`))
  const exports = { '.': './src/index.ts', './files': './src/files.ts', './laws': './laws/index.ts' }
  write('node_modules/pullback/package.json', JSON.stringify({ name: 'pullback', sideEffects: false, exports }))
})

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

test.each(programs)('examples/$file', { timeout: 60_000 }, async ({ file, text, stated }) => {
  expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(60)
  const outfile = at(file.replace('.ts', '.mjs'))
  await build({
    entryPoints: [at(file)],
    outfile,
    alias: {
      'pullback/files': resolve(root, 'src/files.ts'),
      'pullback/laws': resolve(root, 'laws/index.ts'),
      pullback: resolve(root, 'src/index.ts')
    },
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'silent'
  })
  const { stdout } = await promisify(execFile)(process.execPath, [outfile], { cwd: folder, encoding: 'utf8' })
  const printed = stdout.trimEnd().split('\n')
  const fits = (line: string, i: number): boolean =>
    new RegExp(`^${(stated[i] ?? '').split('…').map(escaped).join('.+')}$`).test(line)
  expect(printed.map((line, i) => (fits(line, i) ? stated[i] : line))).toEqual(stated)
})
