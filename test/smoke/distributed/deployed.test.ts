/** The commands of the examples for Docker Compose and Kubernetes in docs/distributed.md start workers from the tarball. The containers are not tried. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bullmqPool } from 'pullback/bullmq'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { install, type Installed } from '../../installed.js'
import { type Redis, startRedis, withoutRedis } from './redis.js'
import { sameBits } from './training.js'

const text = readFileSync(fileURLToPath(new URL('../../../docs/distributed.md', import.meta.url)), 'utf8')
const commands = [...text.matchAll(/command: (?:sh -c "(.*)"|\[sh, -c, '(.*)'\])$/gm)].map(
  ([, compose, kubernetes]) => compose ?? kubernetes ?? ''
)

let redis: Redis
let installed: Installed

beforeAll(async () => {
  installed = await install()
  if (withoutRedis === '') redis = await startRedis()
}, 120_000)

afterAll(async () => {
  rmSync(installed.folder, { recursive: true, force: true })
  if (withoutRedis === '') await redis.stop()
})

beforeEach(({ skip }) => {
  const reason = withoutRedis === '' ? installed.withoutNetwork : withoutRedis
  if (reason === '') return
  console.log(`skipped: ${reason}`)
  skip(reason)
})

test('there is a command for each of the two', () => {
  expect(commands).toHaveLength(2)
})

test.each(commands)(
  '%s',
  async command => {
    const { folder, tarball } = installed
    const prefix = join(folder, `global${commands.indexOf(command)}`)
    mkdirSync(prefix)
    const own = { npm_config_prefix: prefix, PULLBACK_REDIS: redis.url, PATH: `${prefix}/bin:${process.env['PATH']}` }
    const here = command.replace(/\S*\/pullback\.tgz/, join(folder, tarball))
    const worker = spawn('sh', ['-c', here], { env: { ...process.env, ...own }, stdio: 'ignore', detached: true })
    const ended = once(worker, 'exit')
    const pool = bullmqPool({ url: redis.url, patience: 200 })
    expect(await sameBits(pool, step => step === 3)).toEqual({ same: true, steps: 3 })
    await pool.close()
    // The shell of Compose has the worker as a child.
    if (worker.pid !== undefined) process.kill(-worker.pid)
    await ended
  },
  120_000
)
