import { fileURLToPath } from 'node:url'
import { run } from '../installed.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The path of a runtime that `.ci/runtime` installs, such as `node 22` or `deno`, or the reason why there is none. */
export const found = async (runtime: string): Promise<{ readonly path: string; readonly reason: string }> => {
  if (runtime === 'this Node') return { path: process.execPath, reason: '' }
  const { failed, stdout, stderr } = await run(root, '.ci/runtime', ...runtime.split(' '))
  return { path: stdout.trim(), reason: failed ? stderr.trim() : '' }
}
