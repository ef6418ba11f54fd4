import { left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { chain, chainEitherK, fromEither, map, type TaskEither, tryCatch } from 'fp-ts/lib/TaskEither.js'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { jsonLine } from '../../codec/jsonLine.js'
import { badData, type Failure, unlessInterrupted, usage } from '../Command.js'
import { exitCode, type ExitCode } from '../exitCode.js'
import { type Laws, loadOwnLaws } from '../loadLaws.js'
import { messageOf } from '../loadOptional.js'
import { type Terminal } from '../Terminal.js'
import { displayFor, walk } from '../watch.js'
import { verifyOwn } from './own.js'

interface Asked {
  readonly module: string | undefined
  readonly seed: number
  readonly runs: number | undefined
  readonly timeLimit: number
  readonly json: boolean
}

type Layers = readonly (readonly [name: string, layer: Parameters<Laws['mutantsOf']>[0]])[]

/** Tries one mutant after the other. */
function* tried(laws: Laws, layers: Layers, { seed, runs }: Asked) {
  for (const [name, layer] of layers)
    for (const one of laws.tryMutants(layer, { seed, ...(runs === undefined ? {} : { runs }) }))
      yield { layer: name, ...one }
}

/** Prints the score of each layer and the mutants that survived. */
const measured =
  (laws: Laws, layers: Layers, total: number, asked: Asked) =>
  (terminal: Terminal): TaskEither<Failure, ExitCode> =>
    pipe(
      walk(
        tried(laws, layers, asked),
        (done, { layer }) => ({ label: 'tried', latest: layer, unit: 'mutants', done, total }),
        displayFor(asked.json, terminal)
      )(terminal),
      map(all => {
        const { survivors, ...score } = laws.scoreOf(all)
        const ofLayer = (name: string): string =>
          laws.showScore(laws.scoreOf(all.filter(({ layer }) => layer === name)))
        const interrupted = all.length < total ? `${all.length} of ${total} mutants tried` : undefined
        const begun = layers.filter(([name]) => interrupted === undefined || all.some(({ layer }) => layer === name))
        terminal.write(
          asked.json
            ? [
                ...all.map(one => jsonLine({ type: 'mutant', ...one })),
                jsonLine({ type: 'result', ...score, survived: survivors.length, interrupted, seed: asked.seed })
              ].join('')
            : [
                ...begun.map(([name]) => `${name}: ${ofLayer(name)}\n`),
                ...(interrupted === undefined ? [] : [`Interrupted: ${interrupted}\n`])
              ].join('')
        )()
        if (interrupted !== undefined) return exitCode.interrupted
        return survivors.length === 0 ? exitCode.done : exitCode.missed
      })
    )

/** Makes mistakes in the gradients of the layers that a file exports, and prints how many of them the laws find. */
export const measure =
  (laws: Laws, asked: Asked) =>
  (terminal: Terminal): TaskEither<Failure, ExitCode> => {
    const { module: file } = asked
    if (file === undefined) return fromEither(left(usage('--mutants needs a file that exports layers')))
    return pipe(
      // In a thread, because a layer may never return.
      verifyOwn(file, asked)(terminal),
      unlessInterrupted(terminal),
      chainEitherK(({ tried }) => {
        const broken = tried.filter(({ results }) => results.some(({ verdict }) => verdict === 'fails'))
        return broken.length === 0
          ? right(undefined)
          : left(
              badData(
                `the laws of ${broken.map(({ name }) => name).join(', ')} do not hold: correct that first, see pullback laws ${file}`
              )
            )
      }),
      chain(() => loadOwnLaws),
      chain(({ exportedLayers }) =>
        tryCatch(
          async () => {
            const layers = await exportedLayers(pathToFileURL(resolve(file)).href)()
            return { layers, total: layers.reduce((sum, [, layer]) => sum + laws.mutantsOf(layer).length, 0) }
          },
          thrown => badData(messageOf(thrown))
        )
      ),
      chain(({ layers, total }) => measured(laws, layers, total, asked)(terminal))
    )
  }
