/** `pullback explain` prints formulas of a layer in short form and of a model file. */
import { expect, test } from 'vitest'
import { run } from './fakeTerminal.js'

test('a name prints the formulas of one layer', async () => {
  expect(await run(['explain', 'dense'])).toMatchObject({
    code: 0,
    stderr: '',
    stdout: 'y  = x Wᵀ + b\ndW = dyᵀ x\ndb = Σ_batch dy\ndx = dy W\n'
  })
  for (const name of ['layerNorm', 'convolution', 'lstm', 'dropout:0.2'])
    expect(await run(['explain', name])).toMatchObject({ code: 0, stderr: '' })
})

test('a list of layers prints one block each', async () => {
  const { stdout } = await run(['explain', '4,layerNorm,tanh,1'])
  expect(stdout).toContain('2  layerNorm(4, 0.00001)\n')
  expect(stdout).toContain('   y   = y₃ W₄ᵀ + b₄\n')
  expect(stdout).toContain('   backward   dy → 4 → dy₃ → 3 → dy₂ → 2 → dy₁ → 1 → dx\n')
})

test('--latex, --html and --json', async () => {
  expect((await run(['explain', 'tanh', '--latex'])).stdout).toContain('y &= \\tanh x')
  expect((await run(['explain', 'tanh', '--html'])).stdout).toContain('<var>y</var> = tanh <var>x</var>')
  const { stdout } = await run(['explain', 'tanh', '--json'])
  expect(JSON.parse(stdout)).toEqual({ type: 'result', formulas: 'y  = tanh x\ndx = dy ⊙ (1 − y) ⊙ (1 + y)' })
})

test.each([
  [['nosuch'], 'LAYER: unknown layer "nosuch" (pullback layers lists the names)'],
  [['tanh:3'], 'LAYER: tanh takes no number, found "3"'],
  [['tanh', '--latex', '--html'], 'give one of --latex and --html, found both'],
  [['nosuch.safetensors'], 'nosuch.safetensors'],
  [['dense,tanh,layerNorm:0.1'], '']
])('%o is refused in one line', async (words, line) => {
  const { code, stdout, stderr } = await run(['explain', ...words])
  expect({ code: code === 0, stdout }).toEqual({ code: false, stdout: '' })
  expect(stderr).toMatch(/^pullback explain: .*\n$/)
  expect(stderr).toContain(line)
})
