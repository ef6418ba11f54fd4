import { pipe } from 'fp-ts/lib/function.js'
import {
  bind,
  bindTo,
  chain,
  chainEitherK,
  chainFirst,
  filterOrElse,
  fromEither,
  map,
  mapLeft,
  right
} from 'fp-ts/lib/TaskEither.js'
import { withLock, writeModel } from '../../files.js'
import { strideFor } from '../../index.js'
import { badData, command, type Run, usage } from '../Command.js'
import { checkPaths } from '../paths.js'
import { pickEngine, trainingEngine } from '../engine.js'
import { exitCode } from '../exitCode.js'
import { flag, type Given, option, optional, seed, type shared } from '../Option.js'
import { printable } from '../progressText.js'
import { lessonOf, tokenKinds } from '../text/lesson.js'
import { heads, networks } from '../text/networks.js'
import { readText } from '../text/readText.js'
import { jsonResult, report } from '../text/report.js'
import { train } from '../text/run.js'
import { written } from '../text/written.js'
import { aside, displayFor } from '../watch.js'
import { fileToWrite, oneOf, positiveInteger, positiveIntegerUpTo, positiveNumber, text as textOf } from '../Written.js'

const options = {
  data: option(textOf('a file'), { text: 'text in UTF-8, such as a book', value: 'file' }),
  model: option(oneOf(['gpt', 'lstm', 'rnn']), {
    text: 'network: gpt (a transformer), lstm or rnn',
    value: 'name',
    fallback: 'gpt'
  }),
  tokens: option(oneOf(tokenKinds), {
    text: 'what the network reads one by one: the characters of the text, or its bytes in UTF-8, which can spell every text',
    value: 'name',
    fallback: 'characters'
  }),
  context: option(positiveIntegerUpTo(4096), {
    text: 'number of characters or bytes that the network reads at once',
    value: 'number',
    fallback: '64'
  }),
  width: option(positiveIntegerUpTo(4096), {
    text: 'number of features of a character or byte',
    value: 'number',
    fallback: '128'
  }),
  layers: optional(positiveIntegerUpTo(100), {
    text: 'number of transformer blocks or recurrent layers. Default: 4 for gpt, else 1',
    value: 'number'
  }),
  steps: option(positiveInteger, { text: 'number of training steps', value: 'number', fallback: '2000' }),
  minutes: optional(positiveNumber, {
    text: 'ends training after this time, before all steps are done. Default: no limit',
    value: 'number'
  }),
  batch: option(positiveInteger, { text: 'mini-batch size, in sequences', value: 'number', fallback: '16' }),
  engine: trainingEngine,
  seed,
  checkpoint: optional(textOf('a folder'), {
    text: 'folder for the last checkpoint, written ten times in a run and at its end',
    value: 'folder'
  }),
  resume: flag('continue from the last checkpoint in --checkpoint, if there is one'),
  out: option(fileToWrite, { text: 'model file to write', value: 'file', fallback: 'text.safetensors' })
}

/** Number of characters or bytes of the sample in the report. */
const sampleLength = 300

/** A step over a sequence has many operations, and each has an overhead, so that more steps would delay Ctrl-C. */
const longestStride = 20

const run =
  (given: Given<typeof options> & Given<typeof shared>): Run =>
  terminal => {
    const {
      data,
      model,
      tokens,
      context,
      width,
      steps,
      batch,
      seed,
      minutes = Infinity,
      checkpoint,
      resume,
      out,
      json
    } = given
    const layers = given.layers ?? networks[model].layers
    const settings = { model, tokens, context, width, layers, steps, batch, seed }
    const display = displayFor(json, terminal)
    const tell = (step: number, text: string): void =>
      json
        ? terminal.write(`${JSON.stringify({ type: 'sample', step, text })}\n`)()
        : terminal.writeError(`${printable(text).trim()}\n\n`)()
    return pipe(
      right(settings),
      filterOrElse(
        () => model !== 'gpt' || width % heads === 0,
        () => usage(`--width must be a multiple of ${heads} for gpt, found ${width}`)
      ),
      filterOrElse(
        () => !resume || checkpoint !== undefined,
        () => usage('--resume needs --checkpoint <folder>, which holds the state to resume from')
      ),
      chainFirst(() => checkPaths({ '--data': data }, { '--out': out })),
      chain(() => readText(data)),
      chainEitherK(text => lessonOf(data, text, settings)),
      bindTo('lesson'),
      bind('engine', ({ lesson }) =>
        fromEither(pickEngine(given.engine, lesson.learner, lesson.training, batch)(aside(json, terminal)))
      ),
      bind('trained', ({ lesson, engine }) => {
        const stride = Math.min(longestStride, strideFor(lesson.learner, lesson.training, batch))
        const plan = { lesson, settings, engine, stride, minutes, checkpoint, resume }
        const task = train(plan, display, tell)(terminal)
        return checkpoint === undefined ? task : withLock(checkpoint, badData)(task)
      }),
      chainFirst(({ lesson: { learner, vocabulary }, trained: { state } }) => {
        const { network, loss } = learner
        return pipe(writeModel(out, { network, params: state.params, loss, vocabulary }), mapLeft(badData))
      }),
      map(({ lesson, engine, trained }) => {
        const sample = written(lesson, trained.state.params, sampleLength, seed)
        terminal.write((json ? jsonResult : report)({ settings, engine, trained, out, sample }))()
        return trained.end === 'interrupted' ? exitCode.interrupted : exitCode.done
      })
    )
  }

/** `pullback text` */
export const text = command(
  {
    name: 'text',
    summary: 'train a network to continue a text, character by character',
    description:
      'Trains a network to predict the next character of a text, or the next byte. The last tenth of the text is held out to measure the loss. Writes samples while it learns, and a model for `pullback generate`.',
    arguments: {},
    options,
    example: 'pullback text --data examples/iris.csv --model lstm --steps 50'
  },
  run
)
