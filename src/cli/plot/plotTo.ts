/**
 * Panels, one below the other, as a picture in a file (SVG). It is drawn by Vega, which is an optional peer: whether it is there
 * is known before the work begins, and the picture is written when that is done.
 */
import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { chain, chainFirst, fromTask, map, mapLeft, of, type TaskEither } from 'fp-ts/lib/TaskEither.js'
import type * as Vega from 'vega'
import { writeBytes } from '../../codec/file.js'
import { canWrite } from '../canWrite.js'
import { badData, type Failure, usage } from '../Command.js'
import { dark } from './appearance.js'

type Panels = readonly Vega.GroupMark[]

const specification = (panels: Panels): Vega.Spec => ({
  background: 'white',
  padding: 12,
  // Panels stand under each other by their frames, whatever is beside them.
  layout: { columns: 1, bounds: 'flush', padding: { row: 64 } },
  marks: [...panels]
})

const load = async (): Promise<Either<string, typeof Vega>> => {
  try {
    return right(await import('vega'))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code !== 'ERR_MODULE_NOT_FOUND') throw error
    return left('--plot draws with Vega: npm install vega')
  }
}

/** Draws and writes. */
export type Plot = (panels: () => Panels) => TaskEither<Failure, void>

/** What draws and writes, or how to get it; it does nothing where no file is named. */
export const plotTo = (path: string | undefined): TaskEither<Failure, Plot> =>
  path === undefined
    ? of(() => of(undefined))
    : pipe(
        load,
        mapLeft(usage),
        chainFirst(() => canWrite(path)),
        map(
          ({ parse, View }): Plot =>
            panels =>
              pipe(
                fromTask(() => new View(parse(specification(panels())), { renderer: 'none' }).toSVG()),
                chain(svg => writeBytes(path, svg.replace(/(<svg[^>]*>)/, `$1${dark}`))),
                mapLeft(badData)
              )
        )
      )
