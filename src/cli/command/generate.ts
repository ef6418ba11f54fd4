import { type Either, isLeft, isRight, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { bind, bindTo, chainEitherK, chainTaskK, fromEither } from 'fp-ts/lib/TaskEither.js'
import {
  decodePieces,
  encodeText,
  generate as generateClasses,
  type Model,
  type Vocabulary,
  vocabularySize
} from '../../index.js'
import { badData, command, type Failure, type Run, usage } from '../Command.js'
import { engineNamed, predictingEngine } from '../engine.js'
import { type ExitCode, exitCode } from '../exitCode.js'
import { type Given, option, optional, seed, type shared } from '../Option.js'
import { printable } from '../progressText.js'
import { sequences } from '../text/sequences.js'
import { beforeText, taken } from '../text/written.js'
import { loadModel } from '../train/load.js'
import { ofModel } from '../train/reading.js'
import { breather } from '../watch.js'
import { numberThat, positiveInteger, text } from '../Written.js'

const options = {
  engine: predictingEngine,
  prompt: optional(text('a text'), {
    text: "text to continue. Default: the first character of the model's vocabulary, for bytes a line break, which is not printed",
    value: 'text'
  }),
  length: option(positiveInteger, {
    text: 'number of characters to write, or of bytes if the model reads bytes',
    value: 'number',
    fallback: '500'
  }),
  temperature: option(
    numberThat('a finite number of at least 0', value => Number.isFinite(value) && value >= 0),
    {
      text: 'below 1 prefers likely characters, above 1 unlikely ones; 0 takes the most likely character',
      value: 'number',
      fallback: '0.8'
    }
  ),
  topK: optional(positiveInteger, {
    text: 'considers this number of the most likely characters. Default: all',
    value: 'number'
  }),
  topP: optional(
    numberThat('a number above 0 and at most 1', value => value > 0 && value <= 1),
    {
      text: 'considers the most likely characters until their probabilities add up to this number. Default: all',
      value: 'number'
    }
  ),
  seed
}

type TextModel = Model & { readonly vocabulary: Vocabulary }

/** The model, if `pullback text` made it: its network must give one logit for every character. */
const ofText =
  (path: string) =>
  (model: Model): Either<Failure, TextModel> => {
    const { network, vocabulary } = model
    if (vocabulary === undefined)
      return left(badData(`${path} does not say which characters it knows: expected a model of pullback text`))
    const size = vocabularySize(vocabulary)
    const output = network.outputShape([1])
    return isRight(output) && output.right.join() === `1,${size}`
      ? right({ ...model, vocabulary })
      : left(
          badData(
            `${path} must give ${size} logits for every ${'characters' in vocabulary ? 'character, one for each character that it knows' : 'byte'}`
          )
        )
  }

/** The class numbers of the prompt. */
const promptOf = (path: string, vocabulary: Vocabulary, prompt: string): Either<Failure, readonly number[]> => {
  const { context } = vocabulary
  const codes = encodeText(vocabulary)(prompt)
  if (isLeft(codes))
    return left(usage(`--prompt has the character ${JSON.stringify(codes.left)}, which ${path} does not know`))
  return context !== undefined && codes.right.length > context
    ? left(
        usage(
          `--prompt must have at most ${context} ${'characters' in vocabulary ? 'characters' : 'bytes'}, the context of ${path}, found ${codes.right.length}`
        )
      )
    : codes
}

const run =
  (given: Given<typeof ofModel> & Given<typeof options> & Given<typeof shared>): Run =>
  terminal => {
    const { model: path, prompt, length, temperature, topK, topP, seed, json } = given
    return pipe(
      loadModel(path),
      chainEitherK(ofText(path)),
      bindTo('model'),
      bind('engine', () => fromEither(engineNamed(given.engine)(terminal.writeError))),
      bind('codes', ({ model: { vocabulary } }) =>
        fromEither(prompt === undefined ? right([beforeText(vocabulary)]) : promptOf(path, vocabulary, prompt))
      ),
      chainTaskK(({ model: { network, params, vocabulary }, engine, codes }) => async (): Promise<ExitCode> => {
        const breathe = breather(terminal.seconds())
        const settings = {
          prompt: codes,
          temperature,
          seed,
          engine,
          context: vocabulary.context ?? Infinity,
          ...(topK === undefined ? {} : { topK }),
          ...(topP === undefined ? {} : { topP })
        }
        const write = (text: string): void => {
          if (!json) terminal.write(printable(text))()
        }
        let written = ''
        let code: ExitCode = exitCode.done
        write(prompt ?? '')
        const classes = taken(length, generateClasses(sequences(network), params, settings))
        for (const piece of decodePieces(vocabulary)(classes)) {
          written += piece
          write(piece)
          await breathe(terminal.seconds())
          if (terminal.interrupted()) {
            code = exitCode.interrupted
            break
          }
        }
        terminal.write(
          json ? `${JSON.stringify({ type: 'result', prompt: prompt ?? '', text: written, seed })}\n` : '\n'
        )()
        return code
      })
    )
  }

/** `pullback generate` */
export const generate = command(
  {
    name: 'generate',
    summary: 'continue a text with a model of pullback text',
    description:
      'Continues a text, character by character, with a model of `pullback text`. The same seed gives the same text.',
    arguments: ofModel,
    options,
    example: 'pullback generate text.safetensors --length 80'
  },
  run
)
