/** `register` takes the `test` of any framework: vitest's in every other test, node:test's in a process of its own, jest's by its type. */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import nodeTest from 'node:test'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, expectTypeOf, test } from 'vitest'
import { type Test } from '../../../laws/run/register.js'

const root = fileURLToPath(new URL('../../..', import.meta.url))

const code = `
  import test from 'node:test'
  import { dense, tanh, Algebra } from 'pullback'
  import { layerLaws, register } from 'pullback/laws'

  register(test, layerLaws(dense(2, 3)), { runs: 20 })
  const right = tanh()
  const negated = {
    ...right,
    backward: (...given) => [[], Algebra.scale(-1, right.backward(...given)[1])]
  }
  register(test, layerLaws(negated, { name: 'negated' }), { runs: 20 })
`

test('node:test runs the laws of the built package: right ones pass, a wrong one fails with its report', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pullback-register-'))
  await mkdir(join(folder, 'node_modules'))
  await symlink(root, join(folder, 'node_modules/pullback'))
  await writeFile(join(folder, 'laws.test.mjs'), code)
  // Without what this process may have been told by another runner.
  const env = { ...process.env, NODE_TEST_CONTEXT: undefined }
  const stdout = await new Promise<string>(resolve => {
    execFile(process.execPath, ['--test', '--test-reporter=tap'], { cwd: folder, env }, (_, stdout) => resolve(stdout))
  })
  await rm(folder, { recursive: true, force: true })
  const failed = [...stdout.matchAll(/^ *not ok \d+ - (.*)$/gm)].map(([, name]) => name)
  expect(stdout).toMatch(/ok \d+ - dense\(2, 3\): purity: /)
  expect(failed.some(name => name === 'negated: input gradient: backward gives the derivative of forward')).toBe(true)
  expect(failed.some(name => name?.startsWith('dense'))).toBe(false)
  expect(stdout).toContain('the sign: the gradient points the opposite way')
}, 60_000)

/** As @types/jest declares it. */
type JestTest = (
  name: string,
  fn?: ((done: (reason?: string) => void) => void) | (() => Promise<unknown>),
  timeout?: number
) => void

test('the types of jest, vitest and node:test fit', () => {
  expectTypeOf<JestTest>().toExtend<Test>()
  expectTypeOf<typeof test>().toExtend<Test>()
  expectTypeOf<typeof nodeTest>().toExtend<Test>()
})
