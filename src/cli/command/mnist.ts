import { pipe } from 'fp-ts/lib/function.js'
import { bind, chain, chainIOK, fromEither, map, mapLeft, of } from 'fp-ts/lib/TaskEither.js'
import { mirror } from '../../codec/mnistDownload.js'
import { type Digits, readMnist } from '../../files.js'
import { badData, command, type Failure, interruption } from '../Command.js'
import { trainingEngine } from '../engine.js'
import { exitCode } from '../exitCode.js'
import { first } from '../mnist/choose.js'
import { fetchMnist } from '../mnist/fetch.js'
import { type Model, type Student } from '../mnist/Model.js'
import { models } from '../mnist/models.js'
import { jsonResult, report } from '../mnist/report.js'
import { option, optional, seed } from '../Option.js'
import { showError, showShare } from '../progressText.js'
import { aside, displayFor, watch } from '../watch.js'
import { oneOf, positiveInteger, text } from '../Written.js'

const describe = ({ name, text, epochs, limit, batch }: Model): string =>
  `- ${name}: ${text}; ${epochs} epochs of ${limit} images, mini-batch size ${batch}`

const options = {
  data: optional(text('a folder'), { text: 'folder with the four MNIST files, instead of a download' }),
  model: option(oneOf(models.map(({ name }) => name)), {
    text: ['network to train', ...models.map(describe)].join('\n'),
    fallback: models[0].name
  }),
  epochs: optional(positiveInteger, { text: 'passes over the training images. Default: see --model' }),
  batch: optional(positiveInteger, { text: 'mini-batch size. Default: see --model' }),
  limit: optional(positiveInteger, { text: 'number of training images. Default: see --model' }),
  engine: trainingEngine,
  seed,
  mirror: option(text('an address'), { text: 'address to download the files from', value: 'url', fallback: mirror })
}

/** Number of test images for the accuracy after each epoch. The final accuracy uses all of them. */
const sampleSize = 1000

/** Adds the accuracy after the last whole epoch to every state. */
function* withAccuracy(students: Iterable<Student>, sample: Digits): Iterable<Student & { readonly accuracy: number }> {
  let accuracy = NaN
  for (const student of students) {
    if (Number.isInteger(student.epoch)) accuracy = student.examine(sample).accuracy
    yield { ...student, accuracy }
  }
}

/** `pullback mnist` */
export const mnist = command(
  {
    name: 'mnist',
    summary: 'train a network on handwritten digits',
    description:
      'Trains a network on the handwritten digits of MNIST. Prints the test accuracy, the confusion matrix and some misread digits. The first run downloads the images.',
    arguments: {},
    options,
    example: 'pullback mnist --model dense-tutorial --epochs 10'
  },
  given => terminal => {
    const model = models.find(({ name }) => name === given.model) ?? models[0]
    const { epochs = model.epochs, batch = model.batch, limit = model.limit, seed, json } = given
    const settings = { epochs, batch, limit, seed }
    const display = displayFor(json, terminal)
    const failure = (line: string): Failure => (terminal.interrupted() ? interruption : badData(line))
    return pipe(
      given.data === undefined ? fetchMnist(given.mirror, display, terminal) : readMnist(given.data),
      mapLeft(failure),
      map(({ train, test }) => ({ trainImages: model.choose(train, limit), testImages: model.choose(test, Infinity) })),
      bind('lesson', ({ trainImages }) => of(model.lesson(trainImages, settings))),
      bind('engine', ({ lesson }) => fromEither(lesson.pick(given.engine)(aside(json, terminal)))),
      chain(({ trainImages, testImages, lesson, engine }) =>
        pipe(
          watch(
            {
              states: withAccuracy(lesson.students(engine), first(testImages, sampleSize)),
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
            // After Ctrl-C, testing on all images would take too long.
            const images = state.epoch < epochs ? first(testImages, sampleSize) : testImages
            const test = state.examine(images)
            const outcome = { model, settings, engine, student: state, trainImages, testImages: images, test, seconds }
            const write = json ? jsonResult : report(terminal)
            terminal.write(write(outcome))()
            return state.epoch < epochs ? exitCode.interrupted : exitCode.done
          })
        )
      )
    )
  }
)
