/** ONNX Runtime is loaded only for the engine onnx, and then without its telemetry. `npm test` builds the command first. */
import { execFile } from 'node:child_process'
import { mkdirSync, readdirSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { ownFolder } from '../folder.js'

const dist = fileURLToPath(new URL('../../dist/src', import.meta.url))
const { at, file } = ownFolder()

const inherited = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !['ORT_DISABLE_TELEMETRY', 'XDG_CACHE_HOME'].includes(name))
)

/** Runs Node with an empty home, and returns what the process prints and the files that it leaves there. */
const run = async (name: string, telemetry: string | undefined, ...words: readonly string[]) => {
  const home = at(name)
  mkdirSync(home)
  const env = { ...inherited, HOME: home, USERPROFILE: home, LOCALAPPDATA: home, ORT_DISABLE_TELEMETRY: telemetry }
  const { stdout } = await promisify(execFile)(process.execPath, words, { env })
  return { stdout, written: readdirSync(home, { recursive: true }) }
}

const main = `${dist}/cli/main.js`

test('a run on onnx writes nothing to the home of the user', async () => {
  const { stdout, written } = await run('onnx', undefined, main, 'xor', '--engine', 'onnx', '--epochs', '20')
  expect(stdout).toMatch(/^Error /)
  expect(written).toEqual([])
})

// ONNX Runtime, where something loaded it, would write there: its telemetry is allowed.
test.each(['javascript', 'auto'])('a run on %s does not load ONNX Runtime', async engine => {
  const { stdout, written } = await run(engine, '0', main, 'xor', '--engine', engine, '--epochs', '20')
  expect(stdout).toMatch(/^Error /)
  expect(written).toEqual([])
})

const program = file(
  'program.mjs',
  `
    import { isMainThread, Worker } from 'node:worker_threads'
    import { disableTelemetry } from ${JSON.stringify(pathToFileURL(`${dist}/engine/onnxRuntime/telemetry.js`).href)}
    if (isMainThread && process.argv[2] === 'worker') new Worker(new URL(import.meta.url))
    else console.log(JSON.stringify([disableTelemetry(), process.env.ORT_DISABLE_TELEMETRY]))
  `
)

test.each([
  [undefined, '1'],
  ['0', '0']
])('the variable, if the user sets it to %j, becomes %j', async (before, after) => {
  const { stdout } = await run(`set to ${String(before)}`, before, program)
  expect(JSON.parse(stdout)).toEqual([{ _tag: 'Right' }, after])
})

test('in a worker thread, where the variable would not reach ONNX Runtime, the engine is refused', async () => {
  const line =
    'the engine onnx cannot disable the telemetry of ONNX Runtime in a worker thread: ' +
    'set ORT_DISABLE_TELEMETRY=1 in the environment before the process starts (0 to allow telemetry)'
  const { stdout } = await run('worker', undefined, program, 'worker')
  expect(JSON.parse(stdout)).toEqual([{ _tag: 'Left', left: line }, null])
  const allowed = await run('worker that may', '1', program, 'worker')
  expect(JSON.parse(allowed.stdout)).toEqual([{ _tag: 'Right' }, '1'])
})
