/** `--plot`: the content of the picture. Its appearance was checked by eye. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { run } from './fakeTerminal.js'
import { ownFolder } from '../folder.js'

const { folder } = ownFolder()

const iris = fileURLToPath(new URL('../../examples/iris.csv', import.meta.url))

/** Runs a command and returns its picture. */
const drawn = async (...argv: readonly string[]): Promise<string> => {
  const path = join(folder, 'picture.svg')
  expect((await run([...argv, '--plot', path])).code).toBe(0)
  return readFileSync(path, 'utf8')
}

const textsOf = (svg: string): readonly string[] => [...svg.matchAll(/>([^<>]+)<\/text>/g)].map(([, text = '']) => text)

const train = (data: string, target: string) => ['train', '--data', data, '--target', target, '--epochs', '3']

/** Twenty rows of two numbers, their product, and its sign. */
const rows = Array.from({ length: 20 }, (_, i) => [Math.sin(i), Math.cos(3 * i)] as const)
const table = (header: string, last: (product: number) => string | number): string => {
  const path = join(folder, `${header.replaceAll(/\W/g, '')}.csv`)
  writeFileSync(path, [header, ...rows.map(([x, y]) => [x, y, last(x * y)].join(','))].join('\n'))
  return path
}

test('loss and accuracy over the epochs, with the titles and units of their axes', async () => {
  const svg = await drawn(...train(iris, 'species'), '--validation', '0.2')
  const texts = textsOf(svg)
  expect(texts).toEqual(expect.arrayContaining(['epoch', 'loss (nats)', 'training', 'validation', 'accuracy', '0%']))
  expect(texts).not.toContain('sepal length (cm)')
  // Blue is training and orange is validation, where the accuracy is measured.
  const strokes = [
    ...svg.matchAll(
      /<path aria-label="epoch: [^"]*; value[^"]*"[^>]*stroke="(#\w+)"|<path [^>]*d="M[^"]*"[^>]*stroke="(#0b72b9|#ec7810)" stroke-width="2"/g
    )
  ]
  expect(strokes.map(([, one, other]) => one ?? other)).toEqual(['#0b72b9', '#ec7810', '#ec7810'])
  expect(svg).toContain('prefers-color-scheme: dark')
})

test('two input numbers and a category: a region for each class and a point for each row', async () => {
  const svg = await drawn(
    ...train(
      table('width (cm),height (cm),sign', x => (x < 0 ? 'minus' : 'plus')),
      'sign'
    )
  )
  expect(textsOf(svg)).toEqual(expect.arrayContaining(['width (cm)', 'height (cm)', 'sign', 'minus', 'plus']))
  expect(svg.match(/stroke="#fff"/g)).toHaveLength(20)
  // Three thresholds for each of two classes.
  expect(svg.match(/fill-opacity="0.25"/g)).toHaveLength(6)
})

test('two input numbers and a target number: bands and a colour scale with the unit', async () => {
  const svg = await drawn(
    ...train(
      table('x,y,area (cm²)', x => x),
      'area'
    )
  )
  expect(textsOf(svg)).toEqual(expect.arrayContaining(['x', 'y', 'area (cm²)', 'loss (mean squared error)']))
  expect(svg.match(/fill-opacity="1"/g)).toHaveLength(12)
  expect(svg).toContain('<linearGradient')
})

test('xor: the error over the epochs, and the predictions over the plane', async () => {
  const svg = await drawn('xor', '--epochs', '100')
  expect(textsOf(svg)).toEqual(expect.arrayContaining(['error (mean squared)', 'epoch', 'x1', 'x2', 'prediction']))
  expect(svg.match(/stroke="#222"/g)).toHaveLength(4)
})
