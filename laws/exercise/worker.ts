/** The thread of `gradeFile.ts`: loads the code of a student and grades it law by law. */
import { exit } from 'node:process'
import { parentPort, workerData } from 'node:worker_threads'
import { thrown } from '../law/Law.js'
import { type Solution } from './Exercise.js'
import { exercises } from './exercises.js'
import { gradeSteps } from './grade.js'
import { type GradeJob, type GradeMessage } from './gradeFile.js'
import { withImports } from './withImports.js'

const tell = (message: GradeMessage): void => parentPort?.postMessage(message)

/** Why the code could not be loaded, in one line. */
const reasonOf = (error: unknown): string => {
  if (error instanceof SyntaxError) return `cannot be loaded: ${error.message}`
  const isImport =
    error instanceof Error && 'code' in error && /^ERR_(MODULE|UNSUPPORTED|INVALID)/.test(String(error.code))
  return isImport
    ? 'cannot be loaded: the file may import nothing but pullback'
    : `cannot be loaded: it threw ${thrown(error)}`
}

// eslint-disable-next-line @typescript-eslint/no-unsafe-assignment -- only gradeFile.ts starts this thread
const { exercise: id, code, options }: GradeJob = workerData

const load = async (): Promise<Solution | undefined> => {
  const library = new URL('../../src/index.js', import.meta.url).href
  try {
    // eslint-disable-next-line @typescript-eslint/no-unsafe-assignment -- a module is a record of its exports
    const found: Solution = await import(`data:text/javascript,${encodeURIComponent(withImports(code, library))}`)
    return { ...found }
  } catch (error) {
    tell({ unloaded: reasonOf(error) })
    return undefined
  }
}

const exercise = exercises.find(one => one.id === id)
const solution = await load()
if (exercise !== undefined && solution !== undefined) {
  for (const grade of gradeSteps(exercise, solution, options)) tell({ grade })
  tell('done')
}
exit()
