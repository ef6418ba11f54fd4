import { pipe } from 'fp-ts/lib/function.js'
import { bind, bindTo, fromEither, map, of } from 'fp-ts/lib/TaskEither.js'
import { command } from '../Command.js'
import { exitCode } from '../exitCode.js'
import { exerciseNamed } from '../grade/exerciseNamed.js'
import { loadExercises } from '../loadLaws.js'
import { optional } from '../Option.js'
import { textTable } from '../../codec/textTable.js'
import { text } from '../Written.js'

/** `pullback exercise` */
export const exercise = command(
  {
    name: 'exercise',
    summary: 'list the exercises, or print the file to start from',
    description:
      'Without EXERCISE, lists the exercises. With a number or a name, prints the file that a student starts from: functions to fill in, for `pullback grade`.',
    arguments: { exercise: optional(text('an exercise'), { text: 'number or name of the exercise' }) },
    options: {},
    example: 'pullback exercise 3 > dense.mjs'
  },
  ({ exercise: word, json }) =>
    terminal =>
      pipe(
        loadExercises,
        bindTo('laws'),
        bind('found', ({ laws }) => (word === undefined ? of(undefined) : fromEither(exerciseNamed(laws, word)))),
        map(({ laws: { exercises }, found }) => {
          const rows = exercises.map(({ id, name, title, mistakes, weights }) => ({
            id,
            name,
            title,
            points: Object.values(weights).reduce((sum, x) => sum + x, 0),
            mistakes: mistakes.length
          }))
          const list = json
            ? rows.map(row => `${JSON.stringify({ type: 'exercise', ...row })}\n`).join('')
            : textTable([
                ['', 'name', 'title', 'points'],
                ...rows.map(({ id, name, title, points }) => [String(id), name, title, String(points)])
              ])
          terminal.write(
            found === undefined
              ? list
              : json
                ? `${JSON.stringify({ type: 'result', skeleton: found.skeleton })}\n`
                : found.skeleton
          )()
          return exitCode.done
        })
      )
)
