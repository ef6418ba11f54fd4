/** The laws, and the layers of a module: both are loaded only when they are asked for. */
import { left, right } from 'fp-ts/lib/Either.js'
import { chainEitherK, type TaskEither, tryCatch } from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type HiddenLayer } from '../../index.js'
import { type Failure } from '../Command.js'
import { exitCode } from '../exitCode.js'

/** What `pullback/laws` exports. */
export type Laws = typeof import('../../../laws/index.js')

const usage = (line: string): Failure => ({ code: exitCode.usage, line })

const messageOf = (thrown: unknown): string =>
  (thrown instanceof Error ? thrown.message : String(thrown)).replace(/\s+/g, ' ')

/** fast-check is an optional peer: who does not run laws does not need it. */
export const loadLaws: TaskEither<Failure, Laws> = tryCatch(
  () => import('../../../laws/index.js'),
  thrown =>
    usage(
      /fast-check/.test(messageOf(thrown))
        ? 'the laws are tried by fast-check, which is not installed: npm install --save-dev fast-check'
        : messageOf(thrown)
    )
)

export interface Exported {
  readonly name: string
  readonly layer: HiddenLayer
}

const isRecord = (found: unknown): found is { readonly [name: string]: unknown } =>
  typeof found === 'object' && found !== null

/** Has all that a layer has. What its functions give, the laws will see. */
const isLayer = (found: unknown): found is HiddenLayer =>
  isRecord(found) &&
  ['outputShape', 'init', 'forward', 'backward'].every(name => typeof found[name] === 'function') &&
  isRecord(found['description']) &&
  isRecord(found['inputShape']) &&
  isRecord(found['training'])

/** A layer, or what makes one without being told anything, as `tanh` does. */
const layerOf = (found: unknown): HiddenLayer | undefined => {
  if (isLayer(found)) return found
  if (typeof found !== 'function' || found.length > 0) return undefined
  try {
    const made: unknown = Reflect.apply(found, undefined, [])
    return isLayer(made) ? made : undefined
  } catch {
    return undefined
  }
}

/** The layers that a module exports. */
export const loadLayers = (file: string): TaskEither<Failure, readonly Exported[]> =>
  pipe(
    tryCatch(
      async (): Promise<unknown> => import(pathToFileURL(resolve(file)).href),
      // Node also says which file of ours asked for it.
      thrown => usage(`${file} cannot be loaded: ${messageOf(thrown).replace(/ imported from .*/, '')}`)
    ),
    chainEitherK(exported => {
      const entries = isRecord(exported) ? Object.entries(exported) : []
      const layers = entries.flatMap(([name, found]) => {
        const layer = layerOf(found)
        return layer === undefined ? [] : [{ name, layer }]
      })
      const names = entries.map(([name]) => name).join(', ')
      return layers.length > 0
        ? right(layers)
        : left(usage(`${file} must export a layer, found ${names === '' ? 'no exports' : names}`))
    })
  )
