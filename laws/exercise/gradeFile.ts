/** Grades files of students, each in a thread with a time limit. For Node only: in browsers use `gradeSteps` in a worker. */
import { type Task } from 'fp-ts/lib/Task.js'
import { stderr } from 'node:process'
import { Worker } from 'node:worker_threads'
import { type Exercise } from './Exercise.js'
import { type Grade, type GradeOptions, stopped } from './grade.js'

/** What the thread grades. */
export interface GradeJob {
  /** The number of the exercise. */
  readonly exercise: number
  /** The content of the student's file. */
  readonly code: string
  readonly options: GradeOptions
}

/** Messages of the thread: the grade so far, or why the file could not be loaded. */
export type GradeMessage = { readonly grade: Grade } | { readonly unloaded: string } | 'done'

/** Megabytes of memory that a file may take. */
const memory = 1024

/** Seconds for loading the modules of the grader, which are not the student's. */
const loading = 20

/**
 * Grades the code of one file. Code that never returns is stopped: the law being tried fails, and the laws before it count.
 *
 * @param limit time limit in seconds between two laws
 */
export const gradeCode =
  (exercise: Exercise, code: string, options: GradeOptions, limit: number): Task<Grade> =>
  () =>
    new Promise(resolve => {
      const job: GradeJob = { exercise: exercise.id, code, options }
      // The output of the code goes to stderr, because stdout is for results.
      const worker = new Worker(new URL('./worker.js', import.meta.url), {
        workerData: job,
        stdout: true,
        resourceLimits: { maxOldGenerationSizeMb: memory }
      })
      worker.stdout.pipe(stderr, { end: false })
      let soFar: Grade = { exercise: exercise.name, points: 0, outOf: 0, laws: [] }
      const end = (message?: string): void => {
        clearTimeout(timer)
        worker.removeAllListeners()
        void worker.terminate()
        resolve(message === undefined ? soFar : stopped(exercise, soFar, message))
      }
      const after = (seconds: number) =>
        setTimeout(
          () => end(`took longer than ${limit} s: an endless loop, or more work than the time limit allows`),
          1000 * seconds
        )
      let timer = after(loading + limit)
      worker.on('message', (message: GradeMessage) => {
        clearTimeout(timer)
        timer = after(limit)
        if (message === 'done') end()
        else if ('grade' in message) soFar = message.grade
        else end(message.unloaded)
      })
      worker.on('error', (error: unknown) => {
        const text = error instanceof Error ? error.message : String(error)
        end(/memory limit/.test(text) ? `took more than ${memory} MB of memory` : `threw ${text}`)
      })
      worker.on('exit', () => end('the code ends the process, as process.exit does'))
    })
