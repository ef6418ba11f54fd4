/** The bar, on a stream that reports itself as a terminal. */
import { Writable } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { bar } from '../../src/cli/displays.js'
import { type Progress } from '../../src/cli/Progress.js'

/** Lines that remain on the screen. */
const shown = (steps: readonly number[], change: Partial<Progress>): readonly string[] => {
  let written = ''
  const write = (chunk: unknown, _: unknown, done: () => void) => {
    written += String(chunk)
    done()
  }
  const display = bar(Object.assign(new Writable({ write, decodeStrings: false }), { isTTY: true, columns: 80 }))()
  for (const done of steps)
    display.show({ label: 'epoch', unit: 'epochs', done, total: 3, measures: {}, seconds: done, ...change })()
  display.end()
  return stripVTControlCharacters(written).split('\n').slice(0, -1)
}

test('one bar for the whole run', () => {
  expect(shown([0, 1, 2, 3], {})).toEqual([expect.stringMatching(/100%\|█+\| 3\/3 \[00:03<00:00, .*1\.0 epochs\/s\]$/)])
})

test('one bar for each unit, which remains when the next one begins', () => {
  expect(shown([0, 0.5, 1, 1.5, 2, 2.5, 3], { barEach: true })).toEqual([
    expect.stringMatching(/epoch 1\/3 100%\|█+\| \[00:01<00:02\]$/),
    expect.stringMatching(/epoch 2\/3 100%\|█+\| \[00:02<00:01\]$/),
    expect.stringMatching(/epoch 3\/3 100%\|█+\| \[00:03<00:00\]$/)
  ])
})
