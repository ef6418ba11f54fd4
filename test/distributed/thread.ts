/** The thread of the build, because Node cannot start one from TypeScript. `npm test` builds first. */
export const thread = new URL('../../dist/src/distributed/thread.js', import.meta.url)
