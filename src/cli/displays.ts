/** Three displays: a bar that moves, plain lines now and then, JSON lines. */
import { type SingleBar as Bar } from 'cli-progress'
import cliProgress from 'cli-progress'
import { type IO } from 'fp-ts/lib/IO.js'
import { newIORef } from 'fp-ts/lib/IORef.js'
import { type Display, epochsPerSecond, type Progress } from './Progress.js'
import { progressBar, progressLine } from './progressText.js'

/** One line that is written again and again, as tqdm does. */
export const bar =
  (stream: NodeJS.WritableStream): IO<Display> =>
  () => {
    const latest = newIORef<Progress>({ epoch: 0, epochs: 1, error: NaN, seconds: 0 })()
    const drawn: Bar = new cliProgress.SingleBar({
      stream,
      fps: 30,
      linewrap: true,
      format: (_, { maxWidth }) => progressBar(maxWidth)(latest.read())
    })
    return {
      show: progress => () => {
        latest.write(progress)()
        if (drawn.isActive) drawn.update(progress.epoch)
        else drawn.start(progress.epochs, progress.epoch)
      },
      end: () => drawn.stop()
    }
  }

/** Shows one progress for every `parts`-th part of the epochs, and one where ten seconds went by without. */
const nowAndThen =
  (parts: number, show: Display['show']): IO<Display> =>
  () => {
    const shown = newIORef({ part: 0, seconds: 0 })()
    return {
      show: progress => () => {
        const part = Math.floor((progress.epoch / progress.epochs) * parts)
        const last = shown.read()
        if (part === last.part && progress.seconds - last.seconds < 10) return
        shown.write({ part, seconds: progress.seconds })()
        show(progress)()
      },
      end: () => undefined
    }
  }

/** For logs: a line for every tenth. */
export const plainLines = (write: (text: string) => IO<void>): IO<Display> =>
  nowAndThen(10, progress => write(`${progressLine(progress)}\n`))

/** For programs: an object for every twentieth. */
export const jsonLines = (write: (text: string) => IO<void>): IO<Display> =>
  nowAndThen(20, progress => {
    const { epoch, error } = progress
    return write(`${JSON.stringify({ type: 'epoch', epoch, error, epochsPerSecond: epochsPerSecond(progress) })}\n`)
  })
