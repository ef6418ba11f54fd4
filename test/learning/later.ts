/** Asynchronous engines that answer after a timer and count their calls. */
import { type AnyTensor, type AsyncEngine, type Engine } from 'pullback'

export interface Calls {
  compiled: number
  started: number
  answered: number
}

/** An asynchronous version of an engine. */
export const later = (engine: Engine, milliseconds = 0): { readonly engine: AsyncEngine; readonly calls: Calls } => {
  const calls = { compiled: 0, started: 0, answered: 0 }
  return {
    calls,
    engine: {
      ...engine,
      name: `${engine.name}, later`,
      isAsync: true,
      compile: f => {
        calls.compiled++
        const run = engine.compile(f)
        return (...inputs) => {
          calls.started++
          return new Promise<readonly AnyTensor[]>((resolve, reject) => {
            setTimeout(() => {
              calls.answered++
              try {
                resolve(run(...inputs))
              } catch (error) {
                reject(error instanceof Error ? error : new Error(String(error)))
              }
            }, milliseconds)
          })
        }
      }
    }
  }
}
