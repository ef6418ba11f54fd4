import { type Engine } from 'pullback'

let compiler: Engine | undefined

/** Loads the compiler, which is a third of the code of the train worker. */
export const loadCompiler = async (): Promise<void> => {
  compiler = (await import('./compiler.js')).javascriptOnly
}

/**
 * Runs functions eagerly until the compiler is loaded, and compiles them from then on. The first picture does not wait for the
 * compiler, and both give the same bits.
 */
export const compilingOnceLoaded: Engine = {
  name: 'javascript',
  compile: f => {
    let compiled: ReturnType<Engine['compile']> | undefined
    return (...inputs) => {
      compiled ??= compiler?.compile(f)
      return (compiled ?? f)(...inputs)
    }
  }
}
