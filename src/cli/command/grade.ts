import { pipe } from 'fp-ts/lib/function.js'
import {
  bind,
  bindTo,
  chain,
  filterOrElse,
  fromEither,
  map,
  type TaskEither,
  traverseSeqArray,
  tryCatch
} from 'fp-ts/lib/TaskEither.js'
import { readFile } from 'node:fs/promises'
import { fileReason } from '../../codec/file.js'
import { badData, command, type Failure, usage } from '../Command.js'
import { exitCode } from '../exitCode.js'
import { exerciseNamed } from '../grade/exerciseNamed.js'
import { type GradedFile, inCsv, inGradescope, inJson, inText } from '../grade/report.js'
import { loadExercises, loadGrader } from '../loadLaws.js'
import { flag, option, seed } from '../Option.js'
import { files, positiveNumber, text, wholeNumber } from '../Written.js'

const content = (file: string): TaskEither<Failure, string> =>
  tryCatch(
    () => readFile(file, 'utf8'),
    error => badData(`${file} cannot be read: ${fileReason(error)}`)
  )

/** `pullback grade` */
export const grade = command(
  {
    name: 'grade',
    summary: 'grade solutions of an exercise, and name the mistake',
    description:
      'Grades files that solve an exercise: verifies law by law that forward is right and that backward is its gradient, and names the mistake. Each file runs in a thread with a time limit.',
    arguments: {
      exercise: option(text('an exercise'), { text: 'number or name of the exercise' }),
      files: option(files, { text: 'JavaScript files of students (.mjs)' })
    },
    takesMany: true,
    options: {
      seed,
      timeLimit: option(positiveNumber, {
        text: 'time limit for each law of a file',
        value: 'seconds',
        fallback: '10'
      }),
      hints: option(wholeNumber, { text: 'number of hints to print, up to 3', fallback: '0' }),
      csv: flag('print CSV, one row for each file'),
      gradescope: flag('print results.json of Gradescope, for one file')
    },
    example: 'pullback grade 3 dense.mjs'
  },
  ({ exercise: word, files, seed, timeLimit, hints, csv, gradescope, json }) =>
    terminal =>
      pipe(
        loadExercises,
        bindTo('laws'),
        bind('exercise', ({ laws }) => fromEither(exerciseNamed(laws, word))),
        filterOrElse(
          () => !gradescope || files.length === 1,
          () => usage(`--gradescope takes one file, found ${files.length}`)
        ),
        bind('grader', () => loadGrader),
        chain(({ laws, exercise, grader }) =>
          pipe(
            files,
            traverseSeqArray(file =>
              pipe(
                content(file),
                bindTo('code'),
                chain(({ code }) =>
                  tryCatch(grader.gradeCode(exercise, code, { seed }, timeLimit), thrown => badData(String(thrown)))
                ),
                map((grade): GradedFile => ({ file, grade }))
              )
            ),
            map(graded => {
              const write = gradescope ? inGradescope : csv ? inCsv : json ? inJson : inText
              terminal.write(write({ ...laws, graded, hints: exercise.hints.slice(0, Math.max(0, hints)) }))()
              return graded.every(({ grade: { points, outOf } }) => points === outOf) ? exitCode.done : exitCode.missed
            })
          )
        )
      )
)
