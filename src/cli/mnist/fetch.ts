import { pipe } from 'fp-ts/lib/function.js'
import { chain, mapLeft, type TaskEither } from 'fp-ts/lib/TaskEither.js'
import { join } from 'node:path'
import { download, published } from '../../codec/mnistDownload.js'
import { type Mnist, readMnist } from '../../files.js'
import { showBytes } from '../displays.js'
import { type Display } from '../Progress.js'
import { type Terminal } from '../Terminal.js'

/** Reads MNIST from the cache folder. The first run downloads it and shows the progress. */
export const fetchMnist = (mirror: string, display: Display, terminal: Terminal): TaskEither<string, Mnist> => {
  const folder = join(terminal.cacheFolder, 'mnist')
  let begin: number | undefined
  return pipe(
    download(mirror, folder, published, read => () => {
      const now = terminal.seconds()
      if (begin === undefined) terminal.writeError(`Downloading MNIST from ${mirror} to ${folder}\n`)()
      begin ??= now
      showBytes(display, 'download', read, now - begin)()
      return !terminal.interrupted()
    }),
    mapLeft(line => (display.end(), `${line}; if you have the four files of MNIST, pass --data <folder>`)),
    chain(() => {
      if (begin !== undefined) display.end()
      return readMnist(folder)
    })
  )
}
