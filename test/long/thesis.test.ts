/**
 * Most wrong gradients learn as well as the right one, and the laws reject all of them. Results: docs/results/thesis.md and
 * thesis.json. Run by `npm run docs:thesis`, and by `npm run check:long`.
 */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { format } from 'prettier'
import { expect, test } from 'vitest'
import { accuracy, epochs, type Mistake, mistakes, none, rates, rejections, seeds } from './thesisRun.js'

const place = (path: string) => fileURLToPath(new URL(`../../docs/results/${path}`, import.meta.url))

/** What counts as learnt, on every seed. */
const bound = 0.95

const measure = (mistake: Mistake) => {
  const runs = (optimizer: keyof typeof rates) => {
    const all = Array.from({ length: seeds }, (_, seed) => accuracy(mistake, optimizer, seed)).toSorted((x, y) => x - y)
    const middle = all.slice(seeds / 2 - 1, seeds / 2 + 1)
    const least = all[0] ?? 0
    return { least, median: middle.reduce((sum, x) => sum + x, 0) / middle.length, learns: least >= bound }
  }
  return { mistake: mistake.name, sgd: runs('sgd'), adam: runs('adam'), ...rejections(mistake) }
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

const table = (results: readonly ReturnType<typeof measure>[]): string => {
  const all = [none, ...mistakes]
  const cells = results.map(({ mistake, sgd, adam, laws, named }) => {
    const { formula, expected } = all.find(({ name }) => name === mistake) ?? none
    return [
      mistake,
      formula === '' ? '' : `${formula} for ${expected}`,
      `${percent(sgd.median)}, ${percent(sgd.least)}`,
      `${percent(adam.median)}, ${percent(adam.least)}`,
      laws.length === 0 ? 'all hold' : laws.join(', '),
      named.replace(/, or .*/, '')
    ].join(' | ')
  })
  const learnt = (optimizer: keyof typeof rates) => results.slice(1).filter(result => result[optimizer].learns).length
  return [
    '# Wrong gradients learn',
    '',
    'Written by `npm run docs:thesis`. A network 2-6-4-1 with tanh learns 200 points of two moons with noise 0.1, in batches of 20 for',
    `${epochs} epochs, with binary cross-entropy, from ${seeds} seeds. One line of one gradient is wrong. The accuracies are the median and the`,
    `least on 1,000 points that were not used for training; sgd has the learning rate ${rates.sgd}, adam ${rates.adam}.`,
    '',
    '| mistake | wrong line | sgd | adam | laws that reject it | diagnosis |',
    '| --- | --- | --- | --- | --- | --- |',
    ...cells.map(row => `| ${row.replace('|y|', 'abs y')} |`),
    '',
    `With sgd ${learnt('sgd')} of ${mistakes.length} wrong gradients reach ${percent(bound)} on every seed, with adam ${learnt('adam')}. The laws reject all ${mistakes.length}, without data or training.`,
    ''
  ].join('\n')
}

test(
  'most wrong gradients learn, and the laws reject all of them',
  async () => {
    const results = [none, ...mistakes].map(measure)
    writeFileSync(place('thesis.md'), await format(table(results), { parser: 'markdown', printWidth: 150 }))
    writeFileSync(
      place('thesis.json'),
      await format(JSON.stringify({ command: 'npm run docs:thesis', epochs, seeds, rates, bound, results }), {
        parser: 'json',
        printWidth: 120
      })
    )
    const [right, ...wrong] = results
    expect(right?.laws).toEqual([])
    expect([right?.sgd.learns, right?.adam.learns]).toEqual([true, true])
    for (const { laws, named } of wrong) {
      expect(laws).not.toEqual([])
      expect(named).not.toBe('')
    }
    expect(wrong.filter(({ adam }) => adam.learns).length).toBeGreaterThanOrEqual(6)
    expect(wrong.filter(({ sgd }) => sgd.learns).length).toBeGreaterThanOrEqual(5)
  },
  30 * 60_000
)
