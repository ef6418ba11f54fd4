import { loadOptional } from './loadOptional.js'

/** The exports of `pullback/laws`. */
export type Laws = typeof import('../../laws/index.js')

/** The exports of `pullback/exercises`. */
export type Exercises = typeof import('../../laws/exercises.js')

/** The results, and how many of the laws were tried if Ctrl-C skipped some. */
export type Examined = Pick<Parameters<Laws['showOverview']>[0], 'tried' | 'interrupted'>

const load = <A>(module: () => Promise<A>) =>
  loadOptional('the laws need fast-check', 'npm install --save-dev fast-check', module)

/**
 * Loads the laws on demand, because fast-check may not be installed.
 *
 * The build bundles the command line into `dist/src/cli/main.js` and leaves these imports, so their paths must be right from there.
 */
export const loadLaws = load(() => import('../../laws/index.js'))

/** Loads the module that verifies the exported layers of a file. */
export const loadOwnLaws = load(() => import('../../laws/run/module.js'))

/** Loads the exercises and the grader. */
export const loadExercises = load(() => import('../../laws/exercises.js'))

/** Loads the grader of files. */
export const loadGrader = load(() => import('../../laws/exercise/gradeFile.js'))
