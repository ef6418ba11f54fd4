/** `pullback xor`: trains, shows how far it has got, and says what it has reached. */
import { left, right } from 'fp-ts/lib/Either.js'
import { isNone } from 'fp-ts/lib/Option.js'
import { observe } from '../../index.js'
import { command, type Run } from '../Command.js'
import { jsonLines } from '../displays.js'
import { exitCode } from '../exitCode.js'
import { type Given, option, seed, type shared } from '../Option.js'
import { type Progress } from '../Progress.js'
import { showError } from '../progressText.js'
import { positiveInteger, positiveIntegerUpTo, positiveNumber } from '../Written.js'
import { jsonResult, report } from '../xor/report.js'
import { type Student, students } from '../xor/students.js'

const options = {
  epochs: option(positiveInteger, {
    text: 'how often the network sees the four examples',
    value: 'number',
    fallback: '10000'
  }),
  learningRate: option(positiveNumber, {
    text: 'how far each step goes down the gradient',
    value: 'number',
    fallback: '0.1'
  }),
  hidden: option(positiveIntegerUpTo(100_000), { text: 'units in the hidden layer', value: 'number', fallback: '3' }),
  seed
}

const run =
  (given: Given<typeof options> & Given<typeof shared>): Run =>
  terminal =>
  async () => {
    const display = given.json ? jsonLines(terminal.write)() : terminal.display
    const begin = terminal.seconds()
    const progressOf = ({ epoch, error }: Pick<Student, 'epoch' | 'error'>): Progress => ({
      label: 'epoch',
      unit: 'epochs',
      done: epoch,
      total: given.epochs,
      measures: { error: { value: error, show: showError } },
      seconds: terminal.seconds() - begin
    })
    display.show(progressOf({ epoch: 0, error: NaN }))()
    const reached = await observe((student: Student) => () => {
      if (Number.isFinite(student.error)) display.show(progressOf(student))()
      return !terminal.interrupted()
    })(students(given))()
    display.end()

    if (isNone(reached)) throw new RangeError('At least one epoch, found none')
    const { value: student } = reached
    const { epoch, error } = student
    if (!Number.isFinite(error)) {
      const line = `the error must be finite, found ${error} at epoch ${epoch}: try a --learning-rate below ${given.learningRate}`
      return left({ code: exitCode.diverged, line })
    }
    const { seconds } = progressOf(student)
    const write = given.json ? jsonResult : report(terminal.colourDepth)
    terminal.write(write(given, student, seconds))()
    return right(epoch < given.epochs ? exitCode.interrupted : exitCode.done)
  }

export const xor = command(
  {
    name: 'xor',
    summary: 'trains a small network on XOR',
    description: 'Trains a small network on XOR, and shows what it has learnt.',
    arguments: {},
    options,
    example: 'pullback xor --epochs 2000 --hidden 4 --learning-rate 0.2'
  },
  run
)
