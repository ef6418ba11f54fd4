/** The README's table has the numbers of docs/results/bench.json, which `npm run bench` writes. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { inReadme } from '../bench/readme.js'

const readme = readFileSync('README.md', 'utf8')
const json = readFileSync('docs/results/bench.json', 'utf8')

test('the table of benchmarks in the README is the one of docs/results/bench.json', () => {
  expect(inReadme(readme, json)).toBe(readme)
})

test('a table with another number is replaced', () => {
  expect(inReadme(readme.replace(/(<!-- bench -->[^]*?eager[^]*?)\d/, '$1another '), json)).toBe(readme)
})
