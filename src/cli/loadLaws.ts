import { type TaskEither, tryCatch } from 'fp-ts/lib/TaskEither.js'
import { type Failure, usage } from './Command.js'

/** The exports of `pullback/laws`. */
export type Laws = typeof import('../../laws/index.js')

/** The exports of `pullback/exercises`. */
export type Exercises = typeof import('../../laws/exercises.js')

export const messageOf = (thrown: unknown): string =>
  (thrown instanceof Error ? thrown.message : String(thrown)).replace(/\s+/g, ' ')

/** fast-check is an optional peer dependency that only the laws need. */
const withoutLaws = (thrown: unknown): Failure =>
  usage(
    /fast-check/.test(messageOf(thrown))
      ? 'the laws need fast-check, which is not installed: npm install --save-dev fast-check'
      : messageOf(thrown)
  )

/**
 * Loads the laws on demand, because fast-check may not be installed.
 *
 * The build bundles the command line into `dist/src/cli/main.js` and leaves these imports, so their paths must be right from there.
 */
export const loadLaws: TaskEither<Failure, Laws> = tryCatch(() => import('../../laws/index.js'), withoutLaws)

/** Loads the module that verifies the exported layers of a file. */
export const loadOwnLaws = tryCatch(() => import('../../laws/run/module.js'), withoutLaws)

/** Loads the exercises and the grader. */
export const loadExercises = tryCatch(() => import('../../laws/exercises.js'), withoutLaws)

/** Loads the grader of files. */
export const loadGrader = tryCatch(() => import('../../laws/exercise/gradeFile.js'), withoutLaws)
