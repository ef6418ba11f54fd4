import { pipe } from 'fp-ts/lib/function.js'
import { newIORef } from 'fp-ts/lib/IORef.js'
import { chain, mapLeft, type TaskEither } from 'fp-ts/lib/TaskEither.js'
import { join } from 'node:path'
import { type Mnist, readMnist } from '../../codec/mnist.js'
import { download, published } from '../../codec/mnistDownload.js'
import { type Display } from '../Progress.js'
import { type Terminal } from '../Terminal.js'

const megabyte = 1e6

const total = published.reduce((sum, { size }) => sum + size, 0)

/** Bytes of the files before this one. */
const sizeBefore = (name: string): number => {
  const place = published.findIndex(file => file.name === name)
  return published.slice(0, place).reduce((sum, { size }) => sum + size, 0)
}

/** Reads MNIST from the cache folder. The first run downloads it and shows the progress. */
export const fetchMnist = (mirror: string, display: Display, terminal: Terminal): TaskEither<string, Mnist> => {
  const folder = join(terminal.cacheFolder, 'mnist')
  const begin = newIORef<number | undefined>(undefined)()
  return pipe(
    download(mirror, folder, published, ({ name }, received) => () => {
      const now = terminal.seconds()
      if (begin.read() === undefined) {
        begin.write(now)()
        terminal.writeError(`Downloading MNIST from ${mirror} to ${folder}\n`)()
      }
      display.show({
        label: 'download',
        unit: 'MB',
        done: (sizeBefore(name) + received) / megabyte,
        total: total / megabyte,
        measures: {},
        seconds: now - (begin.read() ?? now)
      })()
      return !terminal.interrupted()
    }),
    mapLeft(line => (display.end(), `${line}; if you have the four files of MNIST, pass --data <folder>`)),
    chain(() => {
      if (begin.read() !== undefined) display.end()
      return readMnist(folder)
    })
  )
}
