import { type SingleBar as Bar } from 'cli-progress'
import cliProgress from 'cli-progress'
import { type IO } from 'fp-ts/lib/IO.js'
import { newIORef } from 'fp-ts/lib/IORef.js'
import { type Read } from '../files.js'
import { current, type Display, type Progress, rateOf } from './Progress.js'
import { progressBar, progressLine } from './progressText.js'

const sameBar = (one: Progress, other: Progress): boolean =>
  one.label === other.label && (other.barEach !== true || current(one) === current(other))

/** Progress bar that overwrites its own line, like tqdm. A new label starts a new bar below the old one. */
export const bar =
  (stream: NodeJS.WritableStream): IO<Display> =>
  () => {
    const nothing: Progress = { label: '', unit: '', done: 0, total: 1, measures: {}, seconds: 0 }
    const latest = newIORef(nothing)()
    const drawn: Bar = new cliProgress.SingleBar({
      stream,
      fps: 30,
      linewrap: true,
      format: (_, { maxWidth }) => progressBar(maxWidth)(latest.read())
    })
    return {
      show: progress => () => {
        if (!sameBar(latest.read(), progress)) drawn.stop()
        latest.write(progress)()
        if (drawn.isActive) drawn.update(progress.done)
        else drawn.start(progress.total, progress.done)
      },
      end: () => drawn.stop()
    }
  }

/** Shows at most `parts` progresses, at least one unit apart, and one more whenever ten seconds pass without any. */
const nowAndThen =
  (parts: number, show: Display['show']): IO<Display> =>
  () => {
    const shown = newIORef({ label: '', part: 0, seconds: 0 })()
    return {
      show: progress => () => {
        const { label, done, total, seconds } = progress
        const part = Math.floor((done / total) * Math.min(parts, Math.ceil(total)))
        const last = shown.read().label === label ? shown.read() : { part: 0, seconds: 0 }
        if (part === last.part && seconds - last.seconds < 10) return
        shown.write({ label, part, seconds })()
        show(progress)()
      },
      end: () => undefined
    }
  }

/** Shows the bytes of a file, or of several. */
export const showBytes = (display: Display, label: string, { done, total }: Read, seconds: number): IO<void> =>
  display.show({ label, unit: 'MB', done: done / 1e6, total: total / 1e6, measures: {}, seconds })

/** For logs: a line for every tenth of the work. */
export const plainLines = (write: (text: string) => IO<void>): IO<Display> =>
  nowAndThen(10, progress => write(`${progressLine(progress)}\n`))

/** For programs: a JSON line for every twentieth of the work. */
export const jsonLines = (write: (text: string) => IO<void>): IO<Display> =>
  nowAndThen(20, progress => {
    const { label, unit, done, measures } = progress
    const values = Object.fromEntries(Object.entries(measures).map(([name, { value }]) => [name, value]))
    const rate = { [`${unit}PerSecond`]: rateOf(progress) }
    return write(`${JSON.stringify({ type: label, [label]: done, ...values, ...rate })}\n`)
  })
