/** Where making functions from text is forbidden, the engine javascript says so, and computes all the same. `npm test` builds it first. */
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

test('as by a strict content security policy', () => {
  expect(run()).toBe('1,-0,2\n')
  expect(run('--disallow-code-generation-from-strings')).toBe(
    'The eager engine takes over: the engine javascript may not make functions here ' +
      '(Code generation from strings disallowed for this context)\n1,-0,2\n'
  )
})
