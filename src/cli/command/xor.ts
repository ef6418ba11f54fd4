import { pipe } from 'fp-ts/lib/function.js'
import { bind, bindTo, chain, chainFirst, chainIOK, fromEither } from 'fp-ts/lib/TaskEither.js'
import { history } from '../../index.js'
import { command } from '../Command.js'
import { pickEngine, trainingEngine } from '../engine.js'
import { exitCode } from '../exitCode.js'
import { option, optional, seed } from '../Option.js'
import { checkPaths } from '../paths.js'
import { plotTo } from '../plot/plotTo.js'
import { showError } from '../progressText.js'
import { aside, displayFor, watch } from '../watch.js'
import { pictureFile, positiveInteger, positiveIntegerUpTo, positiveNumber } from '../Written.js'
import { jsonResult, report } from '../xor/report.js'
import { picture } from '../xor/picture.js'
import { examples, type Student, studentOf, students } from '../xor/students.js'

const options = {
  epochs: option(positiveInteger, { text: 'passes over the four examples', fallback: '10000' }),
  learningRate: option(positiveNumber, { text: 'step size of gradient descent', fallback: '0.1' }),
  hidden: option(positiveIntegerUpTo(100_000), { text: 'units in the hidden layer', fallback: '3' }),
  engine: trainingEngine,
  plot: optional(pictureFile, { text: 'SVG file for the error curve and the predictions' }),
  seed
}

/** `pullback xor` */
export const xor = command(
  {
    name: 'xor',
    summary: 'train a small network on XOR',
    description:
      'Trains a small network on XOR. Prints its error, its predictions and a picture of them over the unit square.',
    arguments: {},
    options,
    example: 'pullback xor --epochs 2000 --hidden 4 --learning-rate 0.2'
  },
  given => terminal =>
    pipe(
      checkPaths({}, { '--plot': given.plot }),
      chain(() => plotTo(given.plot)),
      bindTo('plot'),
      bind('engine', () =>
        fromEither(pickEngine(given.engine, studentOf(given), examples, 1)(aside(given.json, terminal)))
      ),
      bind('reached', ({ engine }) =>
        watch(
          {
            states: history(({ epoch, loss }: Student) => ({ epoch, loss }))(students(given, engine)),
            epochs: given.epochs,
            measures: { error: { of: ({ loss }) => loss, show: showError } },
            advice: `try a --learning-rate below ${given.learningRate}`
          },
          displayFor(given.json, terminal)
        )(terminal)
      ),
      chainFirst(({ plot, reached: { state } }) => plot(() => picture(state, state.history))),
      chainIOK(({ reached: { state, seconds } }) => () => {
        const write = given.json ? jsonResult : report(terminal)
        terminal.write(write(given, state, seconds))()
        return state.epoch < given.epochs ? exitCode.interrupted : exitCode.done
      })
    )
)
