/** `pullback xor`: trains, shows how far it has got, and says what it has reached. */
import { pipe } from 'fp-ts/lib/function.js'
import { type IO } from 'fp-ts/lib/IO.js'
import { match } from 'fp-ts/lib/Option.js'
import { chainIOK, type Task } from 'fp-ts/lib/Task.js'
import { observe } from '../index.js'
import { type Options } from './arguments.js'
import { jsonLines } from './displays.js'
import { type ExitCode, exitCode } from './exitCode.js'
import { type Progress } from './Progress.js'
import { jsonResult, report } from './report.js'
import { type Terminal } from './Terminal.js'
import { type Student, students } from './xor.js'

const conclude =
  (terminal: Terminal, options: Options, student: Student, progress: Progress): IO<ExitCode> =>
  () => {
    const { epoch, epochs, error } = progress
    if (!Number.isFinite(error)) {
      const advice = `try a --learning-rate below ${options.learningRate}`
      terminal.writeError(`pullback: the error must be finite, found ${error} at epoch ${epoch}: ${advice}\n`)()
      return exitCode.diverged
    }
    const result = options.json
      ? jsonResult(options, student, progress)
      : report(terminal.colourDepth, options, student, progress)
    terminal.write(result)()
    return epoch < epochs ? exitCode.interrupted : exitCode.done
  }

export const runXor =
  (options: Options) =>
  (terminal: Terminal): Task<ExitCode> =>
  () => {
    const display = options.json ? jsonLines(terminal.write)() : terminal.display
    const begin = terminal.seconds()
    const progressOf = ({ epoch, error }: Pick<Student, 'epoch' | 'error'>): Progress => ({
      epoch,
      epochs: options.epochs,
      error,
      seconds: terminal.seconds() - begin
    })
    display.show(progressOf({ epoch: 0, error: NaN }))()
    return pipe(
      students(options),
      observe(student => () => {
        if (Number.isFinite(student.error)) display.show(progressOf(student))()
        return !terminal.interrupted()
      }),
      chainIOK(reached => () => {
        display.end()
        return match(
          () => exitCode.unexpected,
          (student: Student): ExitCode => conclude(terminal, options, student, progressOf(student))()
        )(reached)
      })
    )()
  }
