import { pipe } from 'fp-ts/lib/function.js'
import { chain, fromTask, map, mapLeft, of, type TaskEither } from 'fp-ts/lib/TaskEither.js'
import type * as Vega from 'vega'
import { writeBytes } from '../../files.js'
import { badData, type Failure } from '../Command.js'
import { loadOptional } from '../loadOptional.js'
import { dark } from './appearance.js'

type Panels = readonly Vega.GroupMark[]

const specification = (panels: Panels): Vega.Spec => ({
  background: 'white',
  padding: 12,
  // Aligns the frames of the panels, whatever the widths of their axes and legends.
  layout: { columns: 1, bounds: 'flush', padding: { row: 64 } },
  marks: [...panels]
})

/** Draws panels, one below the other, and writes the picture. */
export type Plot = (panels: () => Panels) => TaskEither<Failure, void>

/**
 * Prepares to write an SVG file; without a path the result does nothing. Fails before the training starts if Vega, an optional peer
 * dependency, is not installed.
 */
export const plotTo = (path: string | undefined): TaskEither<Failure, Plot> =>
  path === undefined
    ? of(() => of(undefined))
    : pipe(
        loadOptional('--plot needs Vega', 'npm install vega', () => import('vega')),
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
