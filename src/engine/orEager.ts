/**
 * An engine that computes eagerly what another cannot run, and tells why:
 *
 *     pipe(javascriptOnly, orEager(reason => () => console.warn(reason)))
 *
 * What eager cannot compute either is the caller's mistake: its error is thrown, and nothing told.
 */
import { type IO } from 'fp-ts/lib/IO.js'
import { type Engine } from './Engine.js'

export const orEager =
  (tell: (reason: string) => IO<void>) =>
  ({ name, compile }: Engine): Engine => ({
    name,
    compile: f => {
      let run = compile(f)
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
