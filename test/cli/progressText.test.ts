import { describe, expect, test } from 'vitest'
import { type Progress } from '../../src/cli/Progress.js'
import { clock, progressBar, progressLine } from '../../src/cli/progressText.js'

const halfway: Progress = { epoch: 5000, epochs: 10_000, error: 0.0123456, seconds: 65 }
const begun: Progress = { epoch: 0, epochs: 10_000, error: NaN, seconds: 0 }
const done: Progress = { epoch: 10_000, epochs: 10_000, error: 2.32e-7, seconds: 0.25 }

describe('the bar', () => {
  test('shows epoch, error, rate, time and time left', () => {
    expect([begun, halfway, done].map(progressBar(80))).toEqual([
      '  0%|                |     0/10000 [00:00<?,      ? epochs/s, error ?       ]',
      ' 50%|██████      |  5000/10000 [01:05<01:05,     77 epochs/s, error 0.0123  ]',
      '100%|████████████| 10000/10000 [00:00<00:00,  40000 epochs/s, error 2.32e-7 ]'
    ])
  })

  test.each([20, 40, 60, 80, 200])('leaves at least three of %i columns free', columns => {
    const lengths = [begun, halfway, done].map(progress => progressBar(columns)(progress).length)
    expect(Math.max(...lengths)).toBeLessThanOrEqual(columns - 3)
  })

  test('grows by an eighth of a character', () => {
    const bars = [0, 250, 500, 750].map(epoch => progressBar(80)({ ...halfway, epoch: epoch + 2000 }).slice(5, 12))
    expect(new Set(bars).size).toBe(bars.length)
  })
})

test('a line for a log', () => {
  expect(progressLine(halfway)).toBe('epoch 5000/10000, error 0.0123, 77 epochs/s, 01:05 left')
  expect(progressLine({ ...halfway, seconds: 50_000 })).toBe(
    'epoch 5000/10000, error 0.0123, 0.1 epochs/s, 13:53:20 left'
  )
})

test('time', () => {
  expect([0, 0.9, 59.99, 60, 3599, 3600, 366_661, Infinity].map(clock)).toEqual([
    '00:00',
    '00:00',
    '00:59',
    '01:00',
    '59:59',
    '1:00:00',
    '101:51:01',
    '?'
  ])
})
