import { isRight, left, right, tryCatchK } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { chain, chainEitherK, chainFirst, type TaskEither, tryCatch } from 'fp-ts/lib/TaskEither.js'
import { access } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { fileReason } from '../../codec/file.js'
import { foreignTensor } from '../../tensor/shown.js'
import { type Failure, usage } from '../Command.js'
import { counted } from '../progressText.js'
import { type Terminal } from '../Terminal.js'
import { displayFor } from '../watch.js'
import { type Examined, loadOwnLaws } from '../loadLaws.js'
import { messageOf } from '../loadOptional.js'

interface Asked {
  readonly seed: number
  readonly runs: number | undefined
  readonly timeLimit: number
  readonly json: boolean
}

/** Node's message without the path of our own file at its end, and for TypeScript with what to do. */
const reasonOf = (thrown: unknown): string => {
  const message = messageOf(thrown).replace(/ imported from .*/, '')
  const [unknown] = /^Unknown file extension "\.([cm]?ts|tsx|jsx)"/.exec(message) ?? []
  return unknown === undefined ? message : `${unknown}: compile it to JavaScript first, for example with esbuild`
}

const requireHere = createRequire(import.meta.url)
const manifest = 'pullback/package.json'

/** The line for a file whose tensors are those of another copy of this package: it was found, or is part of the file. */
const otherCopy = (file: string): string => {
  const found = tryCatchK(() => createRequire(resolve(file)).resolve(manifest), String)()
  const advice =
    isRight(found) && found.right !== requireHere.resolve(manifest)
      ? `run the command of that copy, node ${join(dirname(found.right), 'dist/src/cli/main.js')} laws ${file}`
      : 'leave pullback out of the bundle, as esbuild does with --packages=external'
  return `${file} uses another copy of pullback, whose tensors this command cannot read: ${advice}`
}

/** Verifies the laws for every layer that a file exports, and shows the progress. */
export const verifyOwn =
  (file: string, { seed, runs, timeLimit, json }: Asked) =>
  (terminal: Terminal): TaskEither<Failure, Examined> => {
    const { interrupted } = terminal
    const display = displayFor(json, terminal)
    const begin = terminal.seconds()
    const trial = {
      options: { seed, runs },
      limit: timeLimit,
      interrupted,
      onResult: (_: unknown, latest: string, done: number, total: number) => {
        const seconds = terminal.seconds() - begin
        display.show({ label: 'tried', latest, unit: 'exports', done, total, measures: {}, seconds })()
      }
    }
    const isReadable = tryCatch(
      () => access(file),
      error => usage(`${file} cannot be read: ${fileReason(error)}`)
    )
    return pipe(
      loadOwnLaws,
      chainFirst(() => isReadable),
      chain(({ verifyModule }) =>
        tryCatch(verifyModule(pathToFileURL(resolve(file)).href, trial), thrown =>
          usage(`${file} cannot be loaded: ${reasonOf(thrown)}`)
        )
      ),
      chainEitherK(exported => {
        display.end()
        const tried = exported.flatMap(({ name, results }) =>
          results.length > 0 ? [{ kind: 'layer' as const, name, results }] : []
        )
        const names = exported.map(({ name }) => name).join(', ')
        const isForeign = tried.some(({ results }) =>
          results.some(({ counterexample }) => counterexample?.message.includes(foreignTensor))
        )
        if (isForeign) return left(usage(otherCopy(file)))
        const laws = tried.reduce((sum, { results }) => sum + results.length, 0)
        const part = tried.length === 0 ? '' : `, of ${tried.length} of ${counted(exported.length, 'export')}`
        return tried.length > 0 || interrupted()
          ? right({ tried, interrupted: interrupted() ? `${counted(laws, 'law')} tried${part}` : undefined })
          : left(usage(`${file} must export a layer, found ${names === '' ? 'no exports' : names}`))
      })
    )
  }
