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
  // Aligns the frames of the panels, whatever the widths of their axes and legends.
  layout: { columns: 1, bounds: 'flush', padding: { row: 64 } },
  marks: [...panels]
})

const load = async (): Promise<Either<string, typeof Vega>> => {
  try {
    return right(await import('vega'))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code !== 'ERR_MODULE_NOT_FOUND') throw error
    return left('--plot needs Vega, which is not installed: npm install vega')
  }
}

/** Draws panels, one below the other, and writes the picture. */
export type Plot = (panels: () => Panels) => TaskEither<Failure, void>

/**
 * Prepares to write an SVG file; without a path the result does nothing.
 *
 * Fails before the training starts if the file cannot be written, or if Vega, an optional peer dependency, is not installed.
 */
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
