/**
 * The file of the threads. The build bundles the command line into `dist/src/cli/main.js`, so the path must be right from there.
 */
export const threadScript = new URL('../distributed/thread.js', import.meta.url)
