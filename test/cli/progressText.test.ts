import { describe, expect, test } from 'vitest'
import { type Progress } from '../../src/cli/Progress.js'
import { clock, progressBar, progressLine, showError, showShare } from '../../src/cli/progressText.js'

const at = (done: number, error: number, seconds: number): Progress => ({
  label: 'epoch',
  unit: 'epochs',
  done,
  total: 10_000,
  measures: { error: { value: error, show: showError } },
  seconds
})

const halfway = at(5000, 0.0123456, 65)
const begun = at(0, NaN, 0)
const done = at(10_000, 2.32e-7, 0.25)

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
    const bars = [0, 250, 500, 750].map(epoch => progressBar(80)({ ...halfway, done: epoch + 2000 }).slice(5, 12))
    expect(new Set(bars).size).toBe(bars.length)
  })
})

describe('a bar for each epoch', () => {
  const each = (done: number, seconds: number): Progress => ({
    ...at(done, 0.0512, seconds),
    total: 10,
    barEach: true,
    measures: { loss: { value: 0.0512, show: showError }, accuracy: { value: 0.9712, show: showShare } }
  })

  test('shows the percentage of the epoch and the times of the run', () => {
    expect([0, 0.42, 1, 1.1, 10].map(epochs => progressBar(80)(each(epochs, epochs * 10)))).toEqual([
      'epoch  1/10   0%|                   | [00:00<?, loss 0.0512, accuracy 97.1 %]',
      'epoch  1/10  42%|██████▎        | [00:04<01:35, loss 0.0512, accuracy 97.1 %]',
      'epoch  1/10 100%|███████████████| [00:10<01:30, loss 0.0512, accuracy 97.1 %]',
      'epoch  2/10  10%|█▌             | [00:11<01:29, loss 0.0512, accuracy 97.1 %]',
      'epoch 10/10 100%|███████████████| [01:40<00:00, loss 0.0512, accuracy 97.1 %]'
    ])
  })

  test.each([20, 40, 60, 80, 200])('leaves at least three of %i columns free', columns => {
    const lengths = [0, 0.5, 9.99, 10].map(epochs => progressBar(columns)(each(epochs, 60)).length)
    expect(Math.max(...lengths)).toBeLessThanOrEqual(columns - 3)
  })

  test('a line for a log', () => {
    expect(progressLine(each(2, 20))).toBe('epoch 2/10, loss 0.0512, accuracy 97.1 %, 6.0 epochs/min, 01:20 left')
    expect(progressLine(each(2.4567, 20))).toContain('epoch 2.4/10, ')
  })
})

test('a line for a log', () => {
  expect(progressLine(halfway)).toBe('epoch 5000/10000, error 0.0123, 77 epochs/s, 01:05 left')
  expect(progressLine({ ...halfway, seconds: 50_000 })).toBe(
    'epoch 5000/10000, error 0.0123, 6.0 epochs/min, 13:53:20 left'
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

test('a narrow terminal with three measures drops the rate', () => {
  const measure = (value: number) => ({ value, show: showError })
  const measures = { loss: measure(0.0366), validation: measure(0.136), accuracy: measure(0.9) }
  const line = progressBar(80)({ label: 'epoch', unit: 'epochs', done: 101, total: 3000, measures, seconds: 1 })
  expect(line).toBe('  3%  101/3000 [00:01<00:28, loss 0.0366, validation 0.136, accuracy 0.900]')
  const narrow = progressBar(50)({ label: 'epoch', unit: 'epochs', done: 101, total: 3000, measures, seconds: 1 })
  expect(narrow).toBe('  3%|▏   |  101/3000 [00:01<00:28, loss 0.0366]')
})

test('the rate counts only the epochs of this run', () => {
  const going = { label: 'epoch', unit: 'epochs', before: 90, done: 95, total: 100, measures: {}, seconds: 5 }
  expect(progressLine(going)).toBe('epoch 95/100, 1.0 epochs/s, 00:05 left')
})

test('the name of the last unit is shown', () => {
  const tried = { label: 'tried', latest: 'dense', unit: 'laws', done: 3, total: 9, measures: {}, seconds: 1 }
  expect(progressLine(tried)).toBe('tried 3/9, dense, 3.0 laws/s, 00:02 left')
  expect(progressBar(60)(tried)).toMatch(/^ 33%\|█+.* *\| 3\/9 \[00:01<00:02, +3\.0 laws\/s, dense\]$/)
})
