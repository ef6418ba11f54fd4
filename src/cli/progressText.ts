/**
 * Progress as text.
 *
 *     bar     42%|█████▊        | 4200/10000 [00:01<00:02,  4123 epochs/s, error 0.0123]
 *     line    epoch 4200/10000, error 0.0123, 4123 epochs/s, 00:02 left
 *
 * As in tqdm the first time is how long it took, the second how long it will take, and `?` is not known yet.
 */
import { epochsPerSecond, type Progress, secondsLeft } from './Progress.js'

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']

/** Fills a share of the width with blocks, to an eighth of a character. */
const blocks = (share: number, width: number): string => {
  const filled = Math.floor(share * width * 8)
  return `${'█'.repeat(Math.floor(filled / 8))}${eighths[filled % 8] ?? ''}`.padEnd(width)
}

const known = (value: number, text: string): string => (Number.isFinite(value) && value >= 0 ? text : '?')

/** `01:05`, and `1:01:05` from an hour. */
export const clock = (seconds: number): string => {
  const whole = Math.floor(seconds)
  const two = (n: number): string => String(n).padStart(2, '0')
  const minutes = `${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`
  return known(seconds, whole < 3600 ? minutes : `${Math.floor(whole / 3600)}:${minutes}`)
}

/** Three digits that count: `0.000232`, `2.32e-7`. */
export const showError = (error: number): string => known(error, error.toPrecision(3))

/** Whole numbers, and one decimal below ten. */
export const showRate = (rate: number): string => (rate === 0 ? '?' : rate < 10 ? rate.toFixed(1) : rate.toFixed(0))

/** As wide as the terminal, but for the last columns: there it writes ^C, and some break a line that fills them all. */
export const progressBar =
  (columns: number) =>
  (progress: Progress): string => {
    const { epoch, epochs, error, seconds } = progress
    const share = epoch / epochs
    const most = columns - 3
    const percent = `${Math.floor(share * 100)}%`.padStart(4)
    const count = `${String(epoch).padStart(String(epochs).length)}/${epochs}`
    const time = `${clock(seconds)}<${clock(secondsLeft(progress))}`
    const rate = `${showRate(epochsPerSecond(progress)).padStart(6)} epochs/s`
    const text = ` ${count} [${time}, ${rate}, error ${showError(error).padEnd(8)}]`
    const width = most - percent.length - 2 - text.length
    return width < 4 ? (percent + text).slice(0, most) : `${percent}|${blocks(share, width)}|${text}`
  }

export const progressLine = (progress: Progress): string =>
  [
    `epoch ${progress.epoch}/${progress.epochs}`,
    `error ${showError(progress.error)}`,
    `${showRate(epochsPerSecond(progress))} epochs/s`,
    `${clock(secondsLeft(progress))} left`
  ].join(', ')
