/**
 * The programs in `examples/` that say what they print: `// →` comments state the lines, in order. A program has at most 60 lines.
 */
import { build } from 'esbuild'
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { ownFolder } from '../folder.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const { folder, at } = ownFolder()

const programs = readdirSync(resolve(root, 'examples'))
  .filter(file => file.endsWith('.ts'))
  .map(file => {
    const text = readFileSync(resolve(root, 'examples', file), 'utf8')
    return { file, text, stated: [...text.matchAll(/\/\/ → (.*)$/gm)].map(([, line = '']) => line) }
  })
  .filter(({ stated }) => stated.length > 0)

beforeAll(() => symlinkSync(resolve(root, 'node_modules'), at('node_modules')))

test.each(programs)('examples/$file', { timeout: 60_000 }, async ({ file, text, stated }) => {
  expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(60)
  const outfile = at(file.replace('.ts', '.mjs'))
  await build({
    entryPoints: [resolve(root, 'examples', file)],
    outfile,
    alias: { 'pullback/laws': resolve(root, 'laws/index.ts'), pullback: resolve(root, 'src/index.ts') },
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'silent'
  })
  const printed = execFileSync(process.execPath, [outfile], { cwd: folder, encoding: 'utf8' })
  expect(printed.trimEnd().split('\n')).toEqual(stated)
})
