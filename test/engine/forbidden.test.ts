/** Where code generation is forbidden, `javascript` warns and falls back to the eager engine. The test runs the build, which `npm test` makes first. */
import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'

const program = `
import { javascript, tensor, toArray } from ${JSON.stringify(new URL('../../dist/src/index.js', import.meta.url).href)}
console.warn = console.log
const [y] = javascript.compile(x => [x])(tensor([1, -0, 2]))
console.log(toArray(y).map(x => Object.is(x, -0) ? '-0' : x).join())
`

const run = (...options: readonly string[]): string =>
  execFileSync(process.execPath, [...options, '--input-type=module', '--eval', program], { encoding: 'utf8' })

test('javascript falls back to eager where code generation is forbidden', () => {
  expect(run()).toBe('1,-0,2\n')
  expect(run('--disallow-code-generation-from-strings')).toBe(
    'Falling back to the eager engine: the javascript engine cannot run where code generation is forbidden ' +
      '(Code generation from strings disallowed for this context)\n1,-0,2\n'
  )
})
