/**
 * The lessons: their programs compile and print what the page shows, and their formulas are those that `explain` prints.
 * `UPDATE=yes` writes both into the pages.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { exercises } from '../../laws/exercise/exercises.js'
import { lessons } from '../lessons.js'
import { decodeLink } from '../playground/src/link.js'
import { agrees, unmarked } from './cause.js'
import { faultsOf, run } from './run.js'

const fileOf = (lesson: number): string => fileURLToPath(new URL(`../pages/course/${lesson}.md`, import.meta.url))

const pages = lessons.map((lesson, i) => ({ ...lesson, number: i, text: readFileSync(fileOf(i), 'utf8') }))

const program = /^```ts\n([\s\S]*?)^```$/m
const output = /^```output\n([\s\S]*?)^```$/m
const formulas = /^```explain (.*)\n([\s\S]*?)^```$/gm

const programIn = (text: string): string => program.exec(text)?.[1] ?? ''

const linesOf = (text: string): readonly string[] => text.split('\n').filter(line => line !== '')

/** Divides what a program prints from the formulas of its layers. */
const divider = '────'

/** What the program of a lesson prints, and the formulas of the expressions in its `explain` blocks. */
const printedBy = async (text: string) => {
  const expressions = [...text.matchAll(formulas)].map(([, expression = '']) => expression)
  const explained = expressions.map(expression => `console.log('${divider}\\n' + explainLayer(${expression}))\n`)
  const lines = await run(
    `import { explain as explainLayer } from 'pullback'\n${programIn(text)}\n${explained.join('')}`,
    'site/test/markedLaws.ts'
  )
  const [printed = '', ...shown] = `${lines.join('\n')}\n`.split(`${divider}\n`)
  return { printed, shown }
}

const written = (text: string, { printed, shown }: Awaited<ReturnType<typeof printedBy>>): string => {
  let block = 0
  return text
    .replace(output, () => `\`\`\`output\n${printed}\`\`\``)
    .replace(formulas, (_, expression: string) => `\`\`\`explain ${expression}\n${shown[block++] ?? ''}\`\`\``)
}

describe.each(pages.map(page => [`lesson ${page.number}`, page] as const))(
  '%s',
  (_, { number, title, exercise, text }) => {
    test('has its title, one question, one program with its output, an exercise and a link that is valid', () => {
      expect(text.startsWith(`# ${number} ${title}\n`)).toBe(true)
      expect(text.match(/^::: details Predict first: /gm)).toHaveLength(1)
      expect(text.match(new RegExp(program, 'gm'))).toHaveLength(1)
      expect(text.match(/^```output$/gm)).toHaveLength(1)
      expect([...text.matchAll(formulas)].length).toBeGreaterThan(0)
      expect(exercises.map(({ id }) => id)).toContain(exercise)
      expect(text).toContain(`](/exercise/${exercise})`)
      const links = [...text.matchAll(/\/playground\/(#[^)]*)\)/g)].map(([, hash = '']) => decodeLink(hash))
      expect(links.length).toBeGreaterThan(0)
      expect(links.flatMap(({ faults }) => faults)).toEqual([])
    })

    test('prints what it shows', async () => {
      const found = await printedBy(text)
      const page = written(text, found)
      if (process.env['UPDATE'] === 'yes') return writeFileSync(fileOf(number), unmarked(page))
      const [printed, shown] = [page.split('\n'), text.split('\n')]
      expect(printed.map((line, i) => (agrees(line, shown[i] ?? '') ? shown[i] : line))).toEqual(shown)
      expect(linesOf(found.printed).length).toBeGreaterThan(0)
    })
  }
)

test('another cause, another text, or another tensor are no agreement', () => {
  const printed = 'dense: ⟦the sign: the gradient points the opposite way⟧, 2 of 3'
  expect(agrees(printed, 'dense: the sign is wrong, 2 of 3')).toBe(true)
  expect(agrees(printed, 'dense: a factor: the gradient is 2 times the right one, 2 of 3')).toBe(false)
  expect(agrees(printed, 'dense: the sign is wrong, 3 of 3')).toBe(false)
  expect(agrees('dense: hold', 'dense: holds')).toBe(false)
  expect(
    agrees('   input[0, 1]: the formula says 0, measured 1', '   input[0, 0]: the formula says -1, measured 0.5')
  ).toBe(true)
  expect(agrees('   input[0, 1]: the formula says 0, measured 1', '   bias[0]: the formula says 0, measured 1')).toBe(
    false
  )
})

test('the numbers of lesson 9 and of the front page are those of the table', () => {
  const table = readFileSync(fileURLToPath(new URL('../../docs/results/thesis.md', import.meta.url)), 'utf8')
  expect(table).toMatch(
    /With sgd 5 of 8 wrong gradients reach 95\.0 % on every seed, with adam 6\. The laws reject all 8/
  )
  const front = readFileSync(fileURLToPath(new URL('../pages/index.md', import.meta.url)), 'utf8')
  expect(front).toContain('Of eight mistakes, each in one line of one gradient, [six learn as well')
})

test('the programs compile, with the errors that they expect', () => {
  const wrong = "import { dense, identity } from 'pullback'\nconst shape: ReturnType<typeof dense<2, 3>> = identity()"
  expect(faultsOf([...pages.map(({ text }) => programIn(text)), wrong])).toEqual([
    expect.stringContaining(`program-${pages.length}.ts`)
  ])
})
