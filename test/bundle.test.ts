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
  /catalogue|codec|combinator\/|kernel\/(convolution|pooling|erf|rows)|optimizer|loss|io-ts|fp-ts\/es6\/(Array|Record)/

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
