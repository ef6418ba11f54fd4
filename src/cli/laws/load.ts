/** The laws are loaded only when they are asked for. */
import { type TaskEither, tryCatch } from 'fp-ts/lib/TaskEither.js'
import { type Failure, usage } from '../Command.js'

/** What `pullback/laws` exports. */
export type Laws = typeof import('../../../laws/index.js')

export const messageOf = (thrown: unknown): string =>
  (thrown instanceof Error ? thrown.message : String(thrown)).replace(/\s+/g, ' ')

/** fast-check is an optional peer: who does not run laws does not need it. */
const withoutLaws = (thrown: unknown): Failure =>
  usage(
    /fast-check/.test(messageOf(thrown))
      ? 'the laws are tried by fast-check, which is not installed: npm install --save-dev fast-check'
      : messageOf(thrown)
  )

export const loadLaws: TaskEither<Failure, Laws> = tryCatch(() => import('../../../laws/index.js'), withoutLaws)

/** What tries the layers of a module. */
export type OwnLaws = typeof import('../../../laws/run/module.js')

export const loadOwnLaws: TaskEither<Failure, OwnLaws> = tryCatch(
  () => import('../../../laws/run/module.js'),
  withoutLaws
)
