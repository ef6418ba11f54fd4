/** `pullback mnist`: learns to read digits, and shows how well, and which it does not read. */
import { isLeft } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { chain, chainFirstIOK, chainIOK, left, map, mapLeft } from 'fp-ts/lib/TaskEither.js'
import { type Digits, readMnist } from '../../codec/mnist.js'
import { mirror } from '../../codec/mnistDownload.js'
import { command, type Failure, type Run } from '../Command.js'
import { engineNames, pickEngine } from '../engine.js'
import { exitCode } from '../exitCode.js'
import { first } from '../mnist/choose.js'
import { fetchMnist } from '../mnist/fetch.js'
import { type Student } from '../mnist/Model.js'
import { models } from '../mnist/models.js'
import { jsonResult, report } from '../mnist/report.js'
import { type Given, option, optional, seed, type shared } from '../Option.js'
import { showError, showShare } from '../progressText.js'
import { displayFor, watch } from '../watch.js'
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
  engine: option(oneOf(engineNames), {
    text: 'what runs the network; auto picks what is installed and says what it picked',
    value: 'name',
    fallback: 'auto'
  }),
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
    const picked = pickEngine(given.engine, batch)
    if (isLeft(picked)) return left({ code: exitCode.usage, line: picked.left })
    const { engine, note } = picked.right
    const settings = { epochs, batch, limit, seed, engine }
    const display = displayFor(json, terminal)
    const failure = (line: string): Failure =>
      terminal.interrupted() ? { code: exitCode.interrupted, line: 'interrupted' } : { code: exitCode.badData, line }
    return pipe(
      given.data === undefined ? fetchMnist(given.mirror, display, terminal) : readMnist(given.data),
      mapLeft(failure),
      map(({ train, test }) => ({ learnt: model.choose(train, limit), tested: model.choose(test, Infinity) })),
      chainFirstIOK(() => () => {
        if (note !== undefined && !json) terminal.writeError(`${note}\n`)()
      }),
      chain(({ learnt, tested }) =>
        pipe(
          watch(
            {
              states: withAccuracy(model.students(learnt, settings), first(tested, sampleSize)),
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
            const outcome = { model, settings, student: state, learnt, tested, test: state.examine(tested), seconds }
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
