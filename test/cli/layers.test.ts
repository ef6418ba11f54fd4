/** `pullback layers` prints the catalogue. */
import { expect, test } from 'vitest'
import { layers } from '../../src/catalogue/layers.js'
import { linesOf, run } from './fakeTerminal.js'

test('prints one line for each layer: name, shapes, formula', async () => {
  const { code, stdout, stderr } = await run(['layers'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const [header, ...lines] = linesOf(stdout)
  expect(header).toMatch(/^name +example shapes +formula$/)
  expect(lines).toHaveLength(layers.length)
  expect(stdout).not.toContain('absolute value')
  layers.forEach(({ name, formula }, i) => {
    expect(lines[i]?.startsWith(`${name}  `)).toBe(true)
    expect(lines[i]?.endsWith(`  ${formula}`)).toBe(true)
    expect(lines[i]).toMatch(/ {2}\[.*\] → \[.*\] {2}/)
  })
  expect(lines.find(line => line.startsWith('dense'))).toMatch(/^dense +\[12\] → \[7\] +y = x Wᵀ \+ b$/)
  expect(lines.find(line => line.startsWith('sum'))).toMatch(/^sum +\[\[3\], \[3\]\] → \[3\] +y = x \+ u$/)
})

test('docs/layers.md is up to date: `npx vitest run test/cli/layers.test.ts -u` writes it', async () => {
  const { stdout } = await run(['layers'])
  const page = [
    '# Layers',
    '',
    'The output of `pullback layers`. This page is generated.',
    '',
    '```text',
    stdout.trimEnd(),
    '```',
    ''
  ]
  await expect(page.join('\n')).toMatchFileSnapshot('../../docs/layers.md')
})

test('--json: one object per line, the result last', async () => {
  const { stdout } = await run(['layers', '--json'])
  const objects = linesOf(stdout).map(line => JSON.parse(line) as unknown)
  expect(objects).toHaveLength(layers.length + 1)
  expect(objects[0]).toEqual({
    type: 'layer',
    name: 'dense',
    formula: 'y = x Wᵀ + b',
    shapes: { input: [12], output: [7] }
  })
  expect(objects.at(-1)).toEqual({ type: 'result', layers: layers.length })
})

test('takes no arguments and no other options', async () => {
  const refused = (line: string) => ({ code: 2, stdout: '', stderr: `pullback layers: ${line}\n` })
  expect(await run(['layers', 'dense'])).toEqual(
    refused('unexpected argument "dense": the usage is pullback layers [options]')
  )
  expect(await run(['layers', '--seed', '1'])).toEqual(
    refused('unknown option "--seed", expected one of --json, --debug, --help')
  )
})
