/** The pages of the site in a browser. */
import { type Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { exercises } from '../../laws/exercise/exercises.js'
import { lessons } from '../lessons.js'
import { brokenRules, overflowOf, useSite } from './page.js'

const { open } = useSite()

/** What the grader says of the code on an exercise page. */
const gradeIn = async (page: Page, code?: string): Promise<string> => {
  if (code !== undefined) await page.fill('textarea', code)
  await page.click('text=Try the laws')
  await page.waitForSelector('.verdicts[data-state=done]')
  return (await page.textContent('.verdicts')) ?? ''
}

const skeleton = (from: string): string =>
  `import { Algebra } from 'pullback'\nconst { addToRows, matmul, sumOverBatch, transpose, perExample, multiply } = Algebra\n${from}`

const right = skeleton(`export const forward = ([W, b], x) => [addToRows(b)(matmul(x, transpose(W))), x]
export const backward = ([W, b], x, dy) => [[matmul(transpose(dy), x), sumOverBatch(dy)], matmul(dy, W)]`)

describe('an exercise in the page', () => {
  test('the skeleton, the solution, a mistake, zeros, nonsense, a syntax error', async () => {
    const { page, errors } = await open('exercise/3.html')
    await page.waitForFunction(() => document.querySelector('textarea')?.value.includes('Exercise 3') === true)
    expect(await gradeIn(page)).toMatch(/0 of 11 points/)
    expect(await gradeIn(page, right)).toMatch(/11 of 11 points, 8 of 8 laws/)
    const mean = await gradeIn(page, right.replace('sumOverBatch(dy)]', 'perExample(sumOverBatch(dy), dy)]'))
    expect(mean).toMatch(/parameter gradient: .*mean over the batch/)
    expect(mean).toContain('The smallest case')
    expect(await gradeIn(page, right.replace('matmul(dy, W)', 'multiply(0, matmul(dy, W))'))).toContain(
      '✗ input gradient'
    )
    const zeros = 'multiply(0, addToRows(b)(matmul(x, transpose(W))))'
    expect(
      await gradeIn(
        page,
        skeleton(`export const forward = ([W, b], x) => [${zeros}, x]
export const backward = ([W, b], x, dy) => [[multiply(0, W), multiply(0, b)], multiply(0, x)]`)
      )
    ).toMatch(/^\s*0 of 11 points/)
    expect(await gradeIn(page, 'export const forward = () => 1\nexport const backward = () => 2')).toMatch(
      /0 of 11 points/
    )
    expect(await gradeIn(page, 'export const forward = (')).toMatch(/cannot be loaded: SyntaxError/)
    expect(await gradeIn(page, 'const f = 1')).toContain('must export the functions forward and backward')
    expect(errors).toEqual([])
  })

  test('an endless loop is ended', async () => {
    const { page } = await open('exercise/3.html')
    const found = await gradeIn(
      page,
      right.replace('=> [addToRows', '=> { for (;;) {} }; const unused = () => [addToRows')
    )
    expect(found).toContain('The code took longer than 10 s')
  })

  test('hints come one by one, and the code is kept in the browser', async () => {
    const { page } = await open('exercise/3.html')
    for (let i = 1; i <= 3; i++) await page.click('button:has-text("Hint")')
    expect(await page.locator('.hints li').count()).toBe(3)
    expect(await page.isDisabled('button:has-text("Hint")')).toBe(true)
    await gradeIn(page, right)
    await page.reload()
    await page.waitForFunction(() => document.querySelector('textarea')?.value.includes('sumOverBatch(dy)]') === true)
    await page.click('text=Start again')
    expect(await page.inputValue('textarea')).toContain('Exercise 3')
  })
})

test('every exercise has a page, and the list leads to each', async () => {
  const { page } = await open('exercise/index.html')
  const links = await page.locator('main ol a').evaluateAll(found => found.map(link => link.getAttribute('href')))
  expect(links).toEqual(exercises.map(({ id }) => `./${id}.html`))
})

test('a link to the playground leaves the site, and the search finds a lesson', async () => {
  const { page, elsewhere } = await open('course/8.html')
  await page.click('.VPNavBarSearch button')
  await page.fill('.VPLocalSearchBox input', 'transpose')
  await page.waitForSelector('.VPLocalSearchBox .result')
  expect(await page.textContent('.VPLocalSearchBox .results')).toContain('transpose')
  await page.keyboard.press('Escape')
  await page.click('text=Step 2,272 of XOR in the playground')
  await page.waitForSelector('output[data-step="2272"]')
  expect(elsewhere).toEqual([])
})

test('no lesson and no exercise is wider than 360 pixels', async () => {
  const { page, errors, elsewhere } = await open('course/0.html', { viewport: { width: 360, height: 740 } })
  const paths = [...lessons.map((_, i) => `course/${i}`), ...exercises.map(({ id }) => `exercise/${id}`)]
  for (const path of paths) {
    await page.goto(new URL(`../${path}.html`, page.url()).href)
    expect([path, await overflowOf(page)]).toEqual([path, 0])
  }
  expect([errors, elsewhere]).toEqual([[], []])
})

const pages = [
  'index',
  'course/0',
  'course/3',
  'course/9',
  'exercise/index',
  'exercise/3',
  'docs/laws',
  'docs/layers',
  'teach'
]

describe.each(['light', 'dark'] as const)('%s', colorScheme => {
  test.each(pages)('axe finds no violations on %s, and nothing is wider than 360 pixels', async name => {
    const { page, errors, elsewhere } = await open(`${name}.html`, {
      colorScheme,
      viewport: { width: 360, height: 740 }
    })
    await page.waitForLoadState('networkidle')
    expect(await overflowOf(page)).toBe(0)
    expect(await brokenRules(page)).toEqual([])
    expect([errors, elsewhere]).toEqual([[], []])
  })
})
