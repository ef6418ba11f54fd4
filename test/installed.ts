import { execFile } from 'node:child_process'
import { mkdtemp, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

interface Ended {
  readonly failed: boolean
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command in a folder and waits for its end. */
export const run = (folder: string, command: string, ...words: readonly string[]): Promise<Ended> =>
  new Promise(resolve => {
    execFile(command, words, { cwd: folder }, (error, stdout, stderr) => {
      resolve({ failed: error !== null, stdout, stderr })
    })
  })

export interface Installed {
  readonly folder: string
  /** File name of the tarball. */
  readonly tarball: string
  /** The reason why the installation failed. Empty if it succeeded. */
  readonly withoutNetwork: string
}

/** Packs the build and installs the tarball with its dependencies in an empty folder, as a user would. */
export const install = async (): Promise<Installed> => {
  const folder = await mkdtemp(join(tmpdir(), 'pullback-pack-'))
  const packed = await run(root, 'npm', 'pack', '--pack-destination', folder)
  const tarball = (await readdir(folder)).join()
  if (packed.failed || tarball === '') throw new Error(packed.stderr)
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  const options = ['--prefer-offline', '--fetch-retries=0', '--no-audit', '--no-fund']
  const installed = await run(folder, 'npm', 'install', ...options, `./${tarball}`)
  if (!installed.failed) return { folder, tarball, withoutNetwork: '' }
  const reason = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|ETIMEDOUT|ENOTCACHED/.exec(installed.stderr)
  if (reason === null) throw new Error(installed.stderr)
  return { folder, tarball, withoutNetwork: `npm install found no network (${reason[0]})` }
}
