import { type IO } from 'fp-ts/lib/IO.js'
import { type Engine } from './Engine.js'

/**
 * Falls back to the eager engine: functions that an engine cannot run are computed eagerly, and the reason is reported once.
 *
 * If the function fails eagerly too, the caller made a mistake: its error is thrown and nothing is reported.
 *
 * @param tell reports the message of the engine's error
 * @example pipe(javascriptOnly, orEager(reason => () => console.warn(reason)))
 */
export const orEager =
  (tell: (reason: string) => IO<void>) =>
  (engine: Engine): Engine => ({
    ...engine,
    compile: f => {
      let run = engine.compile(f)
      return (...inputs) => {
        try {
          return run(...inputs)
        } catch (error) {
          const results = f(...inputs)
          tell(error instanceof Error ? error.message : String(error))()
          run = f
          return results
        }
      }
    }
  })
