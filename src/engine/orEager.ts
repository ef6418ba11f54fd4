import { type IO } from 'fp-ts/lib/IO.js'
import { type Engine } from './Engine.js'

/**
 * Computes eagerly what an engine cannot run, and reports why:
 *
 *     pipe(javascriptOnly, orEager(reason => () => console.warn(reason)))
 *
 * If the function fails eagerly too, the caller made the mistake: the error is thrown and nothing is reported.
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
