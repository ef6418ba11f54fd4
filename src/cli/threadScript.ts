import { createRequire } from 'node:module'

// The build bundles the command line into `dist/src/cli/main.js`, so these paths must be right from there.

/** The file of the threads. */
export const threadScript = new URL('../distributed/thread.js', import.meta.url)

/** The module of the laws as a work, if fast-check is installed. */
export const lawsModule = (): readonly string[] => {
  try {
    createRequire(import.meta.url).resolve('fast-check')
    return [new URL('../../laws/works.js', import.meta.url).href]
  } catch {
    return []
  }
}
