/** Every mistake with Redis, workers and messages gives one line. The training fails or waits, and nothing crashes. */
import { isLeft } from 'fp-ts/lib/Either.js'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Queue } from 'bullmq'
import { bullmqPool, bullmqWorker } from 'pullback/bullmq'
import { distribute, gradientWork, serving, works, writeExamples } from 'pullback/distributed'
import {
  activation,
  Algebra,
  builtFrom,
  dataset,
  fromArray,
  learner,
  meanSquaredError,
  noSettings,
  sgd,
  train
} from 'pullback'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { run } from '../../installed.js'
import { type Redis, startRedis, startWorker, withoutRedis } from './redis.js'
import { sameBits } from './training.js'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../../dist/src/cli/main.js', import.meta.url))
const iris = fileURLToPath(new URL('../../../examples/iris.csv', import.meta.url))

let redis: Redis
let folder = ''

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pullback-'))
  if (withoutRedis === '') redis = await startRedis()
})

afterAll(async () => {
  rmSync(folder, { recursive: true })
  if (withoutRedis === '') await redis.stop()
})

beforeEach(({ skip }) => {
  if (withoutRedis === '') return
  console.log(`skipped: ${withoutRedis}`)
  skip(withoutRedis)
})

const sine = activation(Algebra.sin, Algebra.cos, 'sine')
const own = { layers: { sine: builtFrom(noSettings, () => sine()) } }
const numbers = fromArray([8, 1], [0, 1, 2, 3, 4, 5, 6, 7])
const student = learner(sine<readonly [1]>(), meanSquaredError(), sgd(0.1))

/** A queue of its own, with a pool whose lines are kept. */
const queued = (queue: string) => {
  const told: string[] = []
  return { told, pool: bullmqPool({ url: redis.url, queue, patience: 200, tell: line => told.push(line) }) }
}

const lineIn = async (told: readonly string[], pattern: RegExp): Promise<string> => {
  for (let i = 0; i < 300; i++) {
    const found = told.find(line => pattern.test(line))
    if (found !== undefined) return found
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  throw new Error(`nobody told ${String(pattern)}, but ${JSON.stringify(told)}`)
}

test.each([
  [
    'no Redis',
    'redis://127.0.0.1:1',
    /^Redis at redis:\/\/127\.0\.0\.1:1\/0 cannot be reached \(connect ECONNREFUSED [^\n]*\)$/
  ],
  ['another protocol', 'http://127.0.0.1:1', /^the address of Redis must be like [^\n]*, found http:\/\/$/],
  ['no URL', 'secret', /^the address of Redis must be like [^\n]*, found no URL$/]
])('%s', async (_, url, line) => {
  const pool = bullmqPool({ url })
  expect(await pool.ready()).toEqual({ _tag: 'Left', left: expect.stringMatching(line) as unknown })
  await pool.close()
  const worker = await bullmqWorker({ url, execute: serving(works()) })()
  expect(worker).toEqual({ _tag: 'Left', left: expect.stringMatching(line) as unknown })
})

test('a wrong password, which no line shows', async () => {
  redis.cli('ACL', 'SETUSER', 'trainer', 'on', '>right', '~*', '+@all')
  const url = redis.url.replace('//', '//trainer:wrong@')
  const found = await bullmqPool({ url }).ready()
  const line = isLeft(found) ? found.left : ''
  expect(line).toMatch(/^Redis at redis:\/\/127\.0\.0\.1:\d+\/0 refuses the name or the password \(WRONGPASS [^\n]*\)$/)
  expect(line).not.toContain('wrong@')
})

test('the commands say in one line that there is no Redis, and write nothing', { timeout: 60_000 }, async () => {
  const out = join(folder, 'model.safetensors')
  const words = ['train', '--data', iris, '--target', 'species', '--redis', '--out', out]
  for (const [command = '', ...rest] of [words, ['worker']]) {
    const found = await run(
      folder,
      'env',
      'PULLBACK_REDIS=redis://127.0.0.1:1',
      process.execPath,
      main,
      command,
      ...rest
    )
    expect(found.failed).toBe(true)
    const [line, ...others] = found.stderr.trimEnd().split('\n').reverse()
    expect(line).toMatch(new RegExp(`^pullback ${command}: Redis at redis://127.0.0.1:1/0 cannot be reached`))
    expect(others.join()).not.toMatch(/Error|at /)
  }
  expect((await run(folder, 'ls')).stdout).not.toContain('model')
})

/** A worker that does not fit stops with a line, the coordinator is told, and a right worker finishes the training. */
const misfit = async (
  queue: string,
  wrong: Parameters<typeof bullmqWorker>[0],
  line: RegExp,
  data?: Awaited<ReturnType<ReturnType<typeof writeExamples>>>
) => {
  const { told, pool } = queued(queue)
  const plan = {
    batchSize: 4,
    shards: 2,
    own,
    dataFolder: folder,
    from: 1,
    ...(data?._tag === 'Right' ? { data: data.right } : {})
  }
  const training = train(2)(distribute(pool)(student, dataset(numbers, numbers), plan))()
  const worker = await bullmqWorker({ url: redis.url, queue, ...wrong })()
  if (isLeft(worker)) throw new Error(worker.left)
  const ended = await worker.right.ended()
  expect(isLeft(ended) ? ended.left : '').toMatch(line)
  expect(isLeft(ended) ? ended.left : '').not.toContain('\n')
  expect(await lineIn(told, /has stopped/)).toMatch(/^worker \d+ on \S+ has stopped: /)
  const right = await bullmqWorker({ url: redis.url, queue, execute: serving(works({ own, dataFolder: folder })) })()
  expect((await training).epoch).toBe(2)
  if (!isLeft(right)) await right.right.close()
  await pool.close()
}

test('a worker without the custom layer', { timeout: 60_000 }, () =>
  misfit('layer', { execute: serving(works()) }, /unknown layer "sine"/)
)

test('workers and coordinators of two versions share a queue', { timeout: 60_000 }, async () => {
  const queue = 'version'
  const started = async (version: string) => {
    const [told, said]: [string[], string[]] = [[], []]
    const settings = { url: redis.url, queue, version }
    const pool = bullmqPool({ ...settings, patience: 200, tell: line => told.push(line) })
    const worker = await bullmqWorker({
      ...settings,
      execute: serving(works({ own })),
      tell: line => said.push(line)
    })()
    if (isLeft(worker)) throw new Error(worker.left)
    return { told, said, pool, worker: worker.right }
  }
  const both = await Promise.all(['0.0.1', '0.0.2'].map(started))
  const plan = { batchSize: 4, shards: 4, own, from: 1 }
  const trainings = both.map(({ pool }) => train(2)(distribute(pool)(student, dataset(numbers, numbers), plan))())
  expect((await Promise.all(trainings)).map(({ epoch }) => epoch)).toEqual([2, 2])
  // A worker tells of another version once, if it gets any part of it.
  for (const { said } of both) expect(said.length).toBeLessThan(2)
  const said = both.flatMap(({ said }) => said)
  const told = both.flatMap(({ told }) => told).filter(line => line.startsWith('worker'))
  expect(told).toHaveLength(said.length)
  expect(said).not.toEqual([])
  const refuses = /refuses the parts of pullback "0\.0\.[12]": it has 0\.0\.[12], install the same version$/
  for (const line of [...said, ...told]) expect(line).toMatch(refuses)
  for (const { pool, worker } of both) {
    await worker.close()
    expect(await worker.ended()).toEqual({ _tag: 'Right', right: undefined })
    await pool.close()
  }
})

test('a worker with the bits of another processor', { timeout: 60_000 }, () => {
  const execute: Parameters<typeof bullmqWorker>[0]['execute'] = request => async () => {
    const found = await serving(works({ own }))(request)()
    // The last bit of the last number.
    if (!isLeft(found)) found.right[found.right.length - 8] = (found.right[found.right.length - 8] ?? 0) ^ 1
    return found
  }
  return misfit(
    'bits',
    { execute },
    /^the results differ in their bits: the coordinator has Node v.*; this worker has Node v.*; --any-bits accepts this$/
  )
})

test('a worker with other data', { timeout: 60_000 }, async () => {
  const data = await writeExamples(join(folder, 'numbers.safetensors'), dataset(numbers, numbers))()
  const other = mkdtempSync(join(tmpdir(), 'pullback-'))
  writeFileSync(join(other, 'numbers.safetensors'), 'other')
  await misfit(
    'data',
    { execute: serving(works({ own, dataFolder: other })) },
    /numbers\.safetensors must have the SHA-256 [0-9a-f]{64}, found other data/,
    data
  )
  rmSync(other, { recursive: true })
})

test(
  'a part that always fails ends the training with its message, after three attempts',
  { timeout: 60_000 },
  async () => {
    const { pool } = queued('failing')
    let attempts = 0
    const worker = await bullmqWorker({
      url: redis.url,
      queue: 'failing',
      execute: request => () => {
        if (request.work === 'gradient' && attempts++ === 0) return serving(works({ own }))(request)()
        return Promise.resolve({ _tag: 'Left', left: 'no luck' } as const)
      }
    })()
    const parts = pool.run(gradientWork({ own }))
    expect(parts).toBeDefined()
    const training = train(2)(
      distribute(pool)(student, dataset(numbers, numbers), { batchSize: 4, shards: 1, own, from: 1 })
    )()
    await expect(training).rejects.toThrow(/^no luck$/)
    expect(attempts).toBe(4)
    if (!isLeft(worker)) await worker.right.close()
    await pool.close()
  }
)

test(
  'hostile messages are ignored with a line, and the training ends with the same bits',
  { timeout: 120_000 },
  async () => {
    const { pool } = queued('hostile')
    const queue = new Queue('hostile', { connection: { url: redis.url, port: redis.port } })
    const reference = 'a'.repeat(64)
    const message = {
      version: '0.1.0',
      work: 'gradient',
      result: 'x',
      job: reference,
      state: reference,
      part: reference
    }
    const hostile: readonly unknown[] = [
      null,
      'text',
      {},
      [],
      { ...message, job: '../../etc/passwd' },
      { ...message, job: 5 },
      { ...message, work: 'x'.repeat(1_000_000) },
      { ...message, job: '=bm90IGEgam9i' },
      { ...message, work: 'nothing', job: '=AAAA', state: '=AAAA', part: '=AAAA' },
      { ...message, check: { state: 1 } },
      JSON.parse('{"__proto__": {"polluted": true}, "version": 1}')
    ]
    const worker = startWorker(redis.url, ['--queue', 'hostile'])
    await worker.waiting
    for (const data of hostile) await queue.add('part', data, { removeOnComplete: true, removeOnFail: true })
    expect(await sameBits(pool, step => step === 3)).toEqual({ same: true, steps: 3 })
    const said = worker.said().trimEnd().split('\n')
    expect(said.filter(line => line.startsWith('ignored a part: message'))).toHaveLength(9)
    expect(worker.child.exitCode).toBe(null)
    expect(said.join('\n')).not.toMatch(/^\s+at /m)
    worker.child.kill()
    await worker.ended
    await queue.close()
    await pool.close()
  }
)
