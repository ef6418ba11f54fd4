/** `pullback mnist`: learns to read digits, and shows how well, and which it does not read. */
import { pipe } from 'fp-ts/lib/function.js'
import { bind, chain, chainIOK, fromEither, map, mapLeft, of } from 'fp-ts/lib/TaskEither.js'
import { type Digits, readMnist } from '../../codec/mnist.js'
import { mirror } from '../../codec/mnistDownload.js'
import { badData, command, type Failure, interruption, type Run } from '../Command.js'
import { engineName, engineOption } from '../engine.js'
import { exitCode } from '../exitCode.js'
import { first } from '../mnist/choose.js'
import { fetchMnist } from '../mnist/fetch.js'
import { type Student } from '../mnist/Model.js'
import { models } from '../mnist/models.js'
import { jsonResult, report } from '../mnist/report.js'
import { type Given, option, optional, seed, type shared } from '../Option.js'
import { showError, showShare } from '../progressText.js'
import { aside, displayFor, watch } from '../watch.js'
import { oneOf, positiveInteger, text } from '../Written.js'

const byModel = (of: (model: (typeof models)[number]) => number): string =>
  `(default: ${models.map(model => `${of(model)} for ${model.name}`).join(', ')})`

const options = {
  data: optional(text('a folder'), {
    text: 'a folder with the four files of MNIST, instead of those that are downloaded once',
    value: 'folder'
  }),
  model: option(oneOf(models.map(({ name }) => name)), {
    text: models.map(({ name, text }) => `${name}: ${text}`).join('; '),
    value: 'name',
    fallback: models[0].name
  }),
  epochs: optional(positiveInteger, {
    text: `how often the network sees every image ${byModel(({ epochs }) => epochs)}`,
    value: 'number'
  }),
  batch: optional(positiveInteger, { text: `images in a step ${byModel(({ batch }) => batch)}`, value: 'number' }),
  limit: optional(positiveInteger, {
    text: `how many images it learns from ${byModel(({ limit }) => limit)}`,
    value: 'number'
  }),
  engine: option(engineName, { ...engineOption, fallback: 'auto' }),
  seed,
  mirror: option(text('an address'), { text: 'where the files are downloaded from', value: 'url', fallback: mirror })
}

/** Images on which the accuracy after every epoch is measured; that at the end is of all of them. */
const sampleSize = 1000

/** With the accuracy after the last whole epoch. */
const withAccuracy = (
  students: Iterable<Student>,
  sample: Digits
): Iterable<Student & { readonly accuracy: number }> => ({
  *[Symbol.iterator]() {
    let accuracy = NaN
    for (const student of students) {
      if (Number.isInteger(student.epoch)) accuracy = student.examine(sample).accuracy
      yield { ...student, accuracy }
    }
  }
})

const run =
  (given: Given<typeof options> & Given<typeof shared>): Run =>
  terminal => {
    const model = models.find(({ name }) => name === given.model) ?? models[0]
    const { epochs = model.epochs, batch = model.batch, limit = model.limit, seed, json } = given
    const settings = { epochs, batch, limit, seed }
    const display = displayFor(json, terminal)
    const failure = (line: string): Failure => (terminal.interrupted() ? interruption : badData(line))
    return pipe(
      given.data === undefined ? fetchMnist(given.mirror, display, terminal) : readMnist(given.data),
      mapLeft(failure),
      map(({ train, test }) => ({ learnt: model.choose(train, limit), tested: model.choose(test, Infinity) })),
      bind('lesson', ({ learnt }) => of(model.lesson(learnt, settings))),
      bind('engine', ({ lesson }) => fromEither(lesson.pick(given.engine)(aside(json, terminal)))),
      chain(({ learnt, tested, lesson, engine }) =>
        pipe(
          watch(
            {
              states: withAccuracy(lesson.students(engine), first(tested, sampleSize)),
              epochs,
              barEach: true,
              measures: {
                loss: { of: ({ loss }) => loss, show: showError },
                accuracy: { of: ({ accuracy }) => accuracy, show: showShare }
              },
              advice: 'try another --seed'
            },
            display
          )(terminal),
          chainIOK(({ state, seconds }) => () => {
            // Whoever pressed Ctrl-C does not want to wait for all of them.
            const asked = state.epoch < epochs ? first(tested, sampleSize) : tested
            const test = state.examine(asked)
            const outcome = { model, settings, engine, student: state, learnt, tested: asked, test, seconds }
            const write = json ? jsonResult : report(terminal.colourDepth)
            terminal.write(write(outcome))()
            return state.epoch < epochs ? exitCode.interrupted : exitCode.done
          })
        )
      )
    )
  }

export const mnist = command(
  {
    name: 'mnist',
    summary: 'learns to read handwritten digits',
    description:
      'Learns to read the handwritten digits of MNIST, and tells how many of the test images it reads, which it takes for which, and shows some that it does not read.',
    arguments: {},
    options,
    example: 'pullback mnist --model dense-tutorial --epochs 10'
  },
  run
)
