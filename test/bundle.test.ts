/** Bundles contain only the code that a program imports. docs/results/bench.json has the sizes. */
import { build } from 'esbuild'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The files that contribute to a bundle. The alias fp-ts/es6 replaces fp-ts/lib, which is CommonJS and cannot be tree-shaken. */
const filesOf = async (program: string): Promise<string> => {
  const { metafile } = await build({
    stdin: { contents: program, resolveDir: root },
    absWorkingDir: root,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    metafile: true,
    write: false,
    outfile: 'bundle.js',
    alias: { 'fp-ts/lib': 'fp-ts/es6' }
  })
  const inputs = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs))
  return inputs.flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])).join('\n')
}

const unused =
  /catalogue|codec|combinator\/|kernel\/(convolution|pooling|erf|rows)|optimizer|loss|io-ts|fp-ts\/es6\/(Array|Record|State)/

test('dense, tanh and andThen bring no training, codecs or other layers', async () => {
  const files = await filesOf(`export { dense, tanh, andThen } from './src/index.ts'`)
  expect(files).toContain('src/layer/dense.ts')
  expect(files).not.toMatch(unused)
})

test('an engine of ONNX Runtime is in no bundle that does not import it', async () => {
  const runtime = /onnxruntime|engine\/onnx/i
  expect(await filesOf(`export * from './src/index.ts'`)).not.toMatch(runtime)
  expect(await filesOf(`export * from './src/engine/onnxWeb.ts'`)).toMatch(runtime)
})

test('the check finds files that are used', async () => {
  const files = await filesOf(`export { convolution, eraseTypes, adam } from './src/index.ts'`)
  expect(files).toMatch(/kernel\/convolution/)
  expect(files).toMatch(/layer\/eraseTypes/)
  expect(files).toMatch(/optimizer\/adam/)
})

test('a codec brings the catalogue and no laws', async () => {
  const files = await filesOf(`export { networkCodec, lossCodec, optimizerCodec } from './src/index.ts'`)
  expect(files).toMatch(/src\/catalogue\/layers/)
  expect(files).not.toMatch(/laws\/|initializers/)
})

/** What each file loads at once, directly or not: files and packages. What `import()` loads later is not counted. */
const loadedBy = async (files: readonly string[]): Promise<ReadonlyMap<string, string>> => {
  const { metafile } = await build({
    entryPoints: [...files],
    absWorkingDir: root,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    splitting: true,
    metafile: true,
    write: false,
    outdir: 'out'
  })
  const outputs = new Map(Object.entries(metafile.outputs))
  const reached = (output: string, seen = new Set<string>()): ReadonlySet<string> => {
    if (seen.has(output)) return seen
    seen.add(output)
    for (const { path, kind } of outputs.get(output)?.imports ?? [])
      if (kind === 'import-statement') reached(path, seen)
    return seen
  }
  return new Map(
    [...outputs].flatMap(([output, { entryPoint }]) => {
      if (entryPoint === undefined || !files.includes(entryPoint)) return []
      const all = [...reached(output)].flatMap(one => [one, ...Object.keys(outputs.get(one)?.inputs ?? {})])
      return [[entryPoint, all.join('\n')] as const]
    })
  )
}

test('nothing of pools loads unless it is used, and BullMQ only when a pool connects', async () => {
  const without = ['src/index.ts', 'src/files.ts', 'src/engine/onnx.ts', 'src/engine/onnxWeb.ts', 'laws/exercises.ts']
  const pools = ['src/distributed.ts', 'src/bullmq.ts', 'src/cli/main.ts']
  const packages = /^(bullmq|ioredis)$/m
  const loaded = await loadedBy([...without, ...pools])
  expect([...loaded.keys()].toSorted()).toEqual([...without, ...pools].toSorted())
  for (const entry of without) expect(loaded.get(entry), entry).not.toMatch(/src\/distributed|^(bullmq|ioredis)$/m)
  for (const entry of pools) expect(loaded.get(entry), entry).not.toMatch(packages)
  expect(loaded.get('src/index.ts')).not.toMatch(/^node:worker_threads$/m)
  expect(loaded.get('src/distributed.ts')).toMatch(/^node:worker_threads$/m)
  // The search finds packages where they are loaded.
  expect((await loadedBy(['test/smoke/distributed/badInput.test.ts'])).values().next().value).toMatch(packages)
})
