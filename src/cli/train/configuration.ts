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
import { bind, bindTo, chain, type Either, fromPredicate, left, map, mapLeft, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type CodecBuild, type Codec } from '../../codec/Codec.js'
import { explained, shortly } from '../../codec/complaint.js'
import { written } from '../../codec/description.js'
import { suggestion } from '../../codec/suggestion.js'
import { parseJson } from '../../codec/json.js'
import { buildLoss, lossCodec } from '../../codec/loss.js'
import { buildNetwork, networkCodec } from '../../codec/network.js'
import { buildOptimizer, optimizerCodec } from '../../codec/optimizer.js'
import { eraseTypes, type UntypedLayer, type Optimizer } from '../../index.js'
import { type UntypedLoss } from '../../learning/Loss.js'
import { decode, type Given, type Options } from '../Option.js'

/** Complete descriptions, which have no short form on the command line. */
export interface Described {
  readonly network: UntypedLayer | undefined
  readonly loss: UntypedLoss | undefined
  readonly optimizer: Optimizer | undefined
}

export type Configuration<O extends Options> = Given<O> & { readonly described: Described }

type Json = Readonly<Record<string, unknown>>

const isObject = (json: unknown): json is Json => typeof json === 'object' && json !== null && !Array.isArray(json)

/** Decodes a description, with or without the format and version of a saved one. */
const ofDescription =
  <A>(name: string, { decode }: Codec<A>, build: CodecBuild<A>) =>
  (all: Json): Either<string, A | undefined> => {
    const json = all[name]
    if (!isObject(json)) return right(undefined)
    if ('format' in json)
      return pipe(
        decode(json),
        mapLeft(reason => (reason.startsWith(name) ? reason : `${name}.${reason}`))
      )
    return pipe(
      written.decode(json),
      explained(name),
      chain(described => build(described, name))
    )
  }

const network = ofDescription('network', networkCodec(), (described, place) =>
  pipe(buildNetwork()(described, place), map(eraseTypes))
)
const loss = ofDescription('loss', lossCodec(), buildLoss())
const optimizer = ofDescription('optimizer', optimizerCodec(), buildOptimizer())

const described = (json: Json): Either<string, Described> =>
  pipe(
    right({}),
    bind('network', () => network(json)),
    bind('loss', () => loss(json)),
    bind('optimizer', () => optimizer(json))
  )

/** Texts of all settings that are not descriptions. A list is the same as its members joined by commas. */
const textsOf =
  (options: Options) =>
  (json: Json): Either<string, ReadonlyMap<string, string>> => {
    const names = [...Object.keys(options), 'network']
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
      texts.set(name, String(value))
    }
    return right(texts)
  }

/** The complaint about a file that is not JSON, such as a table. */
const notJson = (path: string): string => `CONFIG must be a JSON file, found ${path}: pass a table with --data ${path}`

/** Refuses a path that has the name of a table. */
export const configurationPath = (path: string): Either<string, string> =>
  /\.(csv|tsv|jsonl)$/i.test(path) ? left(notJson(path)) : right(path)

/** Whether a text begins like JSON, which may be incomplete, begin with a comment or be empty. */
const beginsLikeJson = (content: string): boolean => /^\s*([{[/]|$)/.test(content)

const jsonOf = (path: string, content: string): Either<string, unknown> =>
  pipe(
    parseJson(content, { length: 2 ** 20, depth: 100 }),
    mapLeft(reason => (beginsLikeJson(content) ? `${path}: ${reason}` : notJson(path)))
  )

/** Decodes a configuration file with the options of the command line. */
export const readConfiguration =
  <O extends Options>(options: O) =>
  (path: string, content: string): Either<string, Configuration<O>> =>
    pipe(
      jsonOf(path, content),
      chain(found =>
        pipe(
          found,
          fromPredicate(isObject, () => `expected a JSON object, found ${shortly(found)}`),
          bindTo('json'),
          bind('texts', ({ json }) => textsOf(options)(json)),
          bind('given', ({ texts }) => decode(options, name => name)(texts)),
          bind('described', ({ json }) => described(json)),
          map(({ given, described }) => ({ ...given, described })),
          mapLeft(reason => `${path}: ${reason}`)
        )
      )
    )
