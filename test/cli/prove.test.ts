/** `pullback laws --prove`, on a few mistakes, because all of them take half a minute. */
import { isRight } from 'fp-ts/lib/Either.js'
import { expect, test } from 'vitest'
import * as laws from '../../laws/index.js'
import { prove } from '../../src/cli/laws/prove.js'
import { plainLines } from '../../src/cli/displays.js'
import { eraseTypes } from '../../src/layer/eraseTypes.js'
import { tanh } from '../../src/layer/activation/tanh.js'
import { linesOf } from './fakeTerminal.js'

const mistakes = laws.everythingWrong.filter(({ of }) => of === 'layers' || of === 'losses')
const few = mistakes.map(({ of, wrong }) => ({ of, wrong: wrong.slice(0, 3) }))

const run = async (everythingWrong: readonly laws.Mistakes[], json = false, interrupted = () => false) => {
  const written: string[] = []
  const result = await prove(
    { ...laws, everythingWrong },
    { seed: 42, runs: 50, json }
  )({
    write: text => () => void written.push(text),
    writeError: () => () => undefined,
    colourDepth: 1,
    columns: 80,
    display: plainLines(() => () => undefined)(),
    seconds: () => 0,
    cacheFolder: '/nowhere',
    examplesFolder: () => 'examples',
    interrupted
  })()
  return { code: isRight(result) ? result.right : undefined, stdout: written.join('') }
}

test('a table for layers and one for losses: one line per mistake, and the total', async () => {
  const { code, stdout } = await run(few)
  expect(code).toBe(0)
  expect(stdout).toMatch(/^LAYERS\n\na {8}shapes\n b {7}purity\n/)
  expect(stdout).toMatch(/^·{2}✗·+ dense: dW negated +the sign: the gradient points the opposite way$/m)
  expect(stdout).toMatch(/^3 of 3 mistakes rejected, the cause of 3 named\n\nLOSSES\n/m)
})

test('exit code 1 if a mistake is not rejected', async () => {
  const right = laws.wrongLayer('nothing wrong with it', /./, () => [eraseTypes(tanh())])
  const { code, stdout } = await run([{ of: 'layers', wrong: [right] }])
  expect(code).toBe(1)
  expect(stdout).toMatch(/^·+ nothing wrong with it +\? not rejected$/m)
  expect(stdout).toMatch(/^0 of 1 mistakes rejected/m)
})

test('--json: one line per mistake, the result last', async () => {
  const lines = linesOf((await run(few, true)).stdout).map((line): unknown => JSON.parse(line))
  expect(lines.filter(line => JSON.stringify(line).includes('"mistake"'))).toHaveLength(6)
  expect(lines.at(-1)).toEqual({ type: 'result', holds: true, mistakes: 6, rejected: 6, seed: 42 })
})

test('Ctrl-C skips the rest', async () => {
  let asked = 0
  const { code, stdout } = await run(few, false, () => ++asked > 1)
  expect(code).toBe(130)
  expect(stdout).toMatch(/^2 of 2 mistakes rejected/m)
  expect(stdout).toMatch(/\n\nInterrupted: 2 of 6 mistakes tried\n$/)
})
