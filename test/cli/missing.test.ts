/** The built command without the optional packages: a line names the package to install. */
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { ownFolder } from '../folder.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const { folder } = ownFolder()

const optional = ['fast-check', 'onnxruntime-node', 'vega']
mkdirSync(join(folder, 'node_modules'))
for (const name of readdirSync(join(root, 'node_modules')))
  if (!optional.includes(name)) symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name))
for (const name of ['dist', 'examples', 'package.json'])
  cpSync(join(root, name), join(folder, name), { recursive: true })
writeFileSync(join(folder, 'layer.mjs'), "export { tanh } from 'pullback'\n")

const run = (...argv: readonly string[]) =>
  new Promise<{ readonly code: unknown; readonly stdout: string; readonly stderr: string }>(resolve => {
    execFile(process.execPath, ['dist/src/cli/main.js', ...argv], { cwd: folder }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : error.code, stdout, stderr })
    })
  })

const install =
  "the engine onnx needs ONNX Runtime: npm install onnxruntime-node (Cannot find module 'onnxruntime-node')"

test('--engine onnx', async () => {
  const { code, stdout, stderr } = await run('xor', '--engine', 'onnx')
  expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: `pullback xor: ${install}\n` })
})

test('--engine auto picks another engine, and reports the missing package for a large network', async () => {
  const { code, stderr } = await run('xor', '--hidden', '20000', '--epochs', '1')
  expect(code).toBe(0)
  expect(stderr.split('\n')[0]).toBe(`Engine wasm: 80,001 parameters, 1 example a step; ${install}`)
})

test('--plot is checked before training', async () => {
  const line = '--plot needs Vega, which is not installed: npm install vega'
  for (const argv of [['xor'], ['train', '--data', 'examples/iris.csv', '--target', 'species']])
    expect(await run(...argv, '--plot', 'a.svg')).toEqual({
      code: 2,
      stdout: '',
      stderr: `pullback ${argv[0]}: ${line}\n`
    })
})

test.each(['laws', 'laws --prove', 'laws layer.mjs'])('%s', async words => {
  const line = 'the laws need fast-check, which is not installed: npm install --save-dev fast-check'
  expect(await run(...words.split(' '))).toEqual({ code: 2, stdout: '', stderr: `pullback laws: ${line}\n` })
})
