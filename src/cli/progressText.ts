/**
 * Progress as text:
 *
 *     bar     42%|█████▊        | 4200/10000 [00:01<00:02,  4123 epochs/s, error 0.0123]
 *     bars    epoch 3/10  42%|█████▊      | [00:10<00:38, loss 0.0123, accuracy 97.1 %]
 *     line    epoch 4200/10000, error 0.0123, 4123 epochs/s, 00:02 left
 *
 * As in tqdm, the first time is the time elapsed and the second the time left; `?` means not known yet.
 */
import { current, type Measure, type Progress, rateOf, secondsLeft } from './Progress.js'

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']

/** Fills a share of the width with blocks, in steps of an eighth of a character. */
const blocks = (share: number, width: number): string => {
  const filled = Math.floor(share * width * 8)
  return `${'█'.repeat(Math.floor(filled / 8))}${eighths[filled % 8] ?? ''}`.padEnd(width)
}

const known = (value: number, text: string): string => (Number.isFinite(value) && value >= 0 ? text : '?')

/** `01:05`, or `1:01:05` from one hour. */
export const clock = (seconds: number): string => {
  const whole = Math.floor(seconds)
  const two = (n: number): string => String(n).padStart(2, '0')
  const minutes = `${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`
  return known(seconds, whole < 3600 ? minutes : `${Math.floor(whole / 3600)}:${minutes}`)
}

/**
 * A text in which control characters and invisible ones, such as changes of the writing direction, are escaped, except line breaks
 * and tabs: names of files and columns may contain any. Some scripts need the invisible joiners.
 */
export const printable = (text: string): string =>
  text.replace(/[^\P{Cc}\n\t]|[^\P{Cf}\u200c\u200d]/gu, found => {
    const code = found.charCodeAt(0).toString(16)
    return code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`
  })

/** A name as a part of a line: line breaks and tabs are escaped too. */
export const inLine = (name: string): string => name.replace(/[\n\t]/g, found => (found === '\n' ? '\\n' : '\\t'))

/** Three significant digits: `0.000232`, `2.32e-7`. */
export const showError = (error: number): string => known(error, error.toPrecision(3))

/** `97.1 %` */
export const showShare = (share: number): string => known(share, `${(share * 100).toFixed(1)} %`)

/** `4123 epochs/s`, or `6.2 epochs/min` below one per second. One decimal below ten. */
export const showRate = (rate: number, unit: string): string => {
  const [number, time] = rate < 1 ? [rate * 60, 'min'] : [rate, 's']
  return rate === 0 ? `? ${unit}/s` : `${number.toFixed(number < 10 ? 1 : 0)} ${unit}/${time}`
}

/** `1 row`, `2 rows` */
export const counted = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'}`

/** At most one decimal, rounded down. */
export const showCount = (count: number): string => String(Math.floor(count * 10) / 10)

const texts = ({ measures, latest }: Progress, width: number): readonly string[] => [
  ...Object.entries(measures).map(
    ([name, { value, show }]: [string, Measure]) => `${name} ${show(value).padEnd(width)}`
  ),
  ...(latest === undefined ? [] : [latest])
]

/** Leaves the last three columns free: the terminal echoes ^C there, and some terminals wrap a line that fills them all. */
const fit = (columns: number, before: string, share: number, after: string): string => {
  const most = columns - 3
  const start = `${before}${`${Math.floor(share * 100)}%`.padStart(4)}`
  const width = most - start.length - 2 - after.length
  return width < 4 ? (start + after).slice(0, most) : `${start}|${blocks(share, width)}|${after}`
}

/** Columns of the percentage and the right margin, and of these and the smallest bar. */
const [percentage, leastRest] = [7, 13]

const times = (progress: Progress): string => `${clock(progress.seconds)}<${clock(secondsLeft(progress))}`

/** One bar for the whole run, or with `barEach` the bar of the current unit. */
export const progressBar =
  (columns: number) =>
  (progress: Progress): string => {
    const { unit, done, total, barEach = false } = progress
    const label = printable(progress.label)
    const last = showCount(total)
    if (barEach) {
      const number = current(progress)
      const before = `${label} ${String(number).padStart(last.length)}/${last} `
      return fit(columns, before, done - (number - 1), ` [${[times(progress), ...texts(progress, 0)].join(', ')}]`)
    }
    const rate = showRate(rateOf(progress), unit).padStart(unit.length + 9)
    const after = (inside: readonly string[]): string =>
      ` ${showCount(done).padStart(last.length)}/${last} [${[times(progress), ...inside].join(', ')}]`
    const measured = texts(progress, 0)
    const whole = after([rate, ...texts(progress, 8)])
    // In a narrow terminal the rate goes first, then the bar, then the last measures.
    const narrower = measured.length > 1 ? measured.map((_, i) => after(measured.slice(0, measured.length - i))) : []
    const fits = narrower.find(text => text.length + percentage <= columns) ?? narrower.at(-1) ?? whole
    return fit(columns, '', done / total, whole.length + leastRest > columns ? fits : whole)
  }

export const progressLine = (progress: Progress): string =>
  [
    `${progress.label} ${showCount(progress.done)}/${showCount(progress.total)}`,
    ...texts(progress, 0),
    showRate(rateOf(progress), progress.unit),
    `${clock(secondsLeft(progress))} left`
  ].join(', ')
