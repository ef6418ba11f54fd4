/** examples/series.ts forecasts better than the last year repeated, and draws its forecast. */
import { build } from 'esbuild'
import { execFileSync } from 'node:child_process'
import { readFileSync, symlinkSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { ownFolder } from '../folder.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const { folder, at } = ownFolder()

test('the forecast of examples/series.ts', { timeout: 120_000 }, async () => {
  await build({
    entryPoints: [resolve(root, 'examples/series.ts')],
    outfile: at('series.mjs'),
    alias: { pullback: resolve(root, 'src/index.ts') },
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'silent'
  })
  symlinkSync(resolve(root, 'node_modules'), at('node_modules'))
  const printed = execFileSync(process.execPath, ['series.mjs'], { cwd: folder, encoding: 'utf8' })
  const [forecast = NaN, baseline = NaN] = [...printed.matchAll(/: ([\d.]+)$/gm)].map(([, error]) => Number(error))
  expect(forecast).toBeLessThan(baseline)
  const [series = 0, drawn = 0] = [...readFileSync(at('forecast.svg'), 'utf8').matchAll(/points="([^"]*)"/g)].map(
    ([, points = '']) => points.split(' ').filter(point => /^[\d.]+,-?[\d.]+$/.test(point)).length
  )
  expect([series, drawn]).toEqual([240, 48])
})
