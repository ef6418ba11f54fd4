/**
 * Configuration files of `pullback train`. The keys are the names of the options in camelCase. Network, loss and optimizer can also
 * be complete descriptions, such as `pullback show --json` prints; a schedule is a part of its optimizer.
 *
 *     {
 *       "data": "examples/iris.csv", "target": "species", "epochs": 200,
 *       "network": { "kind": "sequence", "parts": [{ "kind": "dense", "configuration": { "inputs": 4, "outputs": 3 } }] },
 *       "loss": { "kind": "huber", "configuration": { "delta": 1 } },
 *       "optimizer": { "kind": "adam", "configuration": { "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8 }, "parts": [{ "kind": "cosine", … }] }
 *     }
 */
import { apS, bind, bindTo, type Either, filterOrElse, isLeft, left, map, mapLeft, right } from 'fp-ts/lib/Either.js'
import { flow, pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { shortly } from '../../codec/complaint.js'
import { suggestion } from '../../codec/suggestion.js'
import { readBytes } from '../../files.js'
import { type Codec, lossCodec, networkCodec, optimizerCodec, parseJson } from '../../index.js'
import { type Optimizer, type UntypedLayer, type UntypedLoss } from '../../index.js'
import { badData, type Failure, usage } from '../Command.js'
import { quoted } from '../Written.js'

/** The settings of a file. */
export interface Configuration {
  readonly path: string
  /** Texts of the options by name. */
  readonly texts: ReadonlyMap<string, string>
  /** Complete descriptions, which have no short form on the command line. */
  readonly described: {
    readonly network?: UntypedLayer | undefined
    readonly loss?: UntypedLoss | undefined
    readonly optimizer?: Optimizer | undefined
  }
}

type Json = Readonly<Record<string, unknown>>

const isObject = (json: unknown): json is Json => typeof json === 'object' && json !== null && !Array.isArray(json)

/** Decodes a description, with or without the format and version of a saved one. */
const described = <A>(name: string, { decode }: Codec<A>, json: unknown): Either<string, A | undefined> => {
  if (!isObject(json)) return right(undefined)
  return pipe(
    decode('format' in json ? json : { format: `pullback ${name}`, version: 1, [name]: json }),
    mapLeft(reason => (reason.startsWith(name) ? reason : `${name}.${reason}`))
  )
}

const descriptionsIn = ({ network, loss, optimizer }: Json): Either<string, Configuration['described']> =>
  pipe(
    right({}),
    apS('network', described('network', networkCodec(), network)),
    apS('loss', described('loss', lossCodec(), loss)),
    apS('optimizer', described('optimizer', optimizerCodec(), optimizer))
  )

/** Texts of all settings that are not descriptions. A list is the same as its members joined by commas. */
const textsOf =
  (options: readonly string[]) =>
  (json: Json): Either<string, Configuration['texts']> => {
    const names = [...options, 'network']
    const texts = new Map<string, string>()
    for (const [name, value] of Object.entries(json)) {
      if (!names.includes(name))
        return left(`unknown setting ${shortly(name)}, expected one of ${names.join(', ')}${suggestion(name, names)}`)
      if (['network', 'loss', 'optimizer'].includes(name) && isObject(value)) continue
      if (name === 'network')
        return left(
          `network must be an object as in pullback show --json, found ${shortly(value)}: use layers for the short form`
        )
      const isList = Array.isArray(value) && value.every(member => ['string', 'number'].includes(typeof member))
      if (typeof value !== 'string' && typeof value !== 'number' && !isList)
        return left(`${name} must be a number or a string, found ${shortly(value)}`)
      texts.set(name, isList ? value.map(member => quoted(String(member))).join() : String(value))
    }
    return right(texts)
  }

/** The complaint about a file that is not JSON, such as a table. */
const notJson = (path: string): string => `CONFIG must be a JSON file, found ${path}: pass a table with --data ${path}`

/** Whether a text begins like JSON, which may be incomplete, begin with a comment or be empty. */
const beginsLikeJson = (content: string): boolean => /^\s*([{[/]|$)/.test(content)

/** Decodes the content of a configuration file. */
export const readConfiguration =
  (options: readonly string[], path: string) =>
  (content: string): Either<string, Configuration> => {
    const json = parseJson(content, { length: longest, depth: 100 })
    if (isLeft(json) && !beginsLikeJson(content)) return left(notJson(path))
    return pipe(
      json,
      filterOrElse(isObject, found => `expected a JSON object, found ${shortly(found)}`),
      bindTo('json'),
      bind('texts', ({ json }) => textsOf(options)(json)),
      bind('described', ({ json }) => descriptionsIn(json)),
      map(({ texts, described }) => ({ path, texts, described })),
      mapLeft(reason => `${path}: ${reason}`)
    )
  }

/** Bytes. */
const longest = 2 ** 20

/**
 * Reads a configuration file. Without a path, there are no settings.
 *
 * @param options names of the options
 */
export const loadConfiguration = (
  options: readonly string[],
  path: string | undefined
): TE.TaskEither<Failure, Configuration> => {
  if (path === undefined) return TE.right({ path: '', texts: new Map(), described: {} })
  if (/\.(csv|tsv|jsonl)$/i.test(path)) return TE.left(usage(notJson(path)))
  return pipe(
    readBytes(path, longest),
    TE.mapLeft(badData),
    TE.map(bytes => new TextDecoder().decode(bytes)),
    TE.chainEitherK(flow(readConfiguration(options, path), mapLeft(usage)))
  )
}
