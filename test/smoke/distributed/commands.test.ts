/** `pullback sweep`, `train` and `laws` as a user runs them: in one process, on threads and on the workers of a queue. */
import { isLeft } from 'fp-ts/lib/Either.js'
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bullmqPool } from 'pullback/bullmq'
import { everything, verify, verifyWork } from 'pullback/laws'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ownFolder } from '../../folder.js'
import { type Redis, startRedis, startWorker, type WorkerProcess, withoutRedis } from './redis.js'

const main = fileURLToPath(new URL('../../../dist/src/cli/main.js', import.meta.url))
const iris = fileURLToPath(new URL('../../../examples/iris.csv', import.meta.url))
const { folder } = ownFolder()
const path = (name: string): string => join(folder, name)

let url = ''

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command. `stop` sends a signal when stderr has a text. */
const pullback = (words: readonly string[], stop?: { readonly after: RegExp; readonly signal: NodeJS.Signals }) =>
  new Promise<Ended>(resolve => {
    const child = spawn(process.execPath, [main, ...words], {
      cwd: folder,
      env: { ...process.env, PULLBACK_REDIS: url }
    })
    let [stdout, stderr] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
      if (stop?.after.test(stderr) === true) child.kill(stop.signal)
    })
    child.on('close', code => resolve({ code, stdout, stderr }))
  })

const data = ['--data', iris, '--target', 'species']
const sweep = [
  'sweep',
  ...data,
  '--epochs',
  '3',
  '--learning-rates',
  '0.001,0.1',
  '--architectures',
  '"8,relu","4,tanh"'
]
const rowsOf = (file: string): readonly string[] =>
  readFileSync(path(file), 'utf8')
    .split('\n')
    .filter(line => line !== '')

describe('a sweep', () => {
  test('tries a grid, and writes a table, a plot and the best model', async () => {
    const files = ['--results', path('grid.jsonl'), '--out', path('grid.safetensors'), '--plot', path('grid.svg')]
    const { code, stdout, stderr } = await pullback([...sweep, '--seeds', '2', ...files])
    expect([code, stderr]).toEqual([0, expect.stringContaining('trial 8/8')])
    const [heading, ...table] = stdout.split('\n')
    expect(heading).toMatch(/^settings +trials +mean loss +best loss +best accuracy +epoch$/)
    expect(table.filter(line => /^layers (8,relu|4,tanh), learning rate 0\.(001|1) +2 /.test(line))).toHaveLength(4)
    expect(stdout).toMatch(/\nBest: layers \S+, learning rate 0\.1, seed 4[23]\.\nWrote .*grid\.safetensors\.\n$/)
    expect(new Set(rowsOf('grid.jsonl')).size).toBe(8)
    expect(readFileSync(path('grid.svg'), 'utf8')).toMatch(/^<svg [^]*learning rate 0\.1/)
    // The model is that of the best trial: the same trial alone writes the same bytes.
    const [, layers = '', seed = ''] = /Best: layers (\S+), learning rate 0\.1, seed (\d+)/.exec(stdout) ?? []
    const alone = ['sweep', ...data, '--epochs', '3', '--learning-rates', '0.1', '--architectures', `"${layers}"`]
    expect((await pullback([...alone, '--seed', seed, '--out', path('alone.safetensors')])).code).toBe(0)
    expect(readFileSync(path('alone.safetensors'))).toEqual(readFileSync(path('grid.safetensors')))
  })

  test('tries some combinations at random, the same with the same seed', async () => {
    const files = ['a', 'b'].map(name => `random-${name}.jsonl`)
    for (const file of files)
      expect((await pullback([...sweep, '--random', '2', '--results', path(file)])).code).toBe(0)
    const [one = [], other] = files.map(rowsOf)
    expect(one).toHaveLength(2)
    expect(other).toEqual(one)
  })

  test.each(['SIGINT', 'SIGKILL'] as const)('is resumed after %s, with the same results', async signal => {
    const words = [...sweep, '--epochs', '100', '--seeds', '4']
    const files = (name: string) => ['--results', path(`${name}.jsonl`), '--out', path(`${name}.safetensors`)]
    const whole = await pullback([...words, ...files(`whole-${signal}`)])
    const stopped = await pullback([...words, ...files(signal)], { after: /trial [3-9]\/16/, signal })
    expect(stopped.code).toBe(signal === 'SIGINT' ? 130 : null)
    if (signal === 'SIGINT') expect(stopped.stdout).toMatch(/Interrupted: --resume continues\.\n$/)
    const before = rowsOf(`${signal}.jsonl`).length
    expect(before).toBeLessThan(16)
    const refused = await pullback([...words, ...files(signal)])
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('add --resume to continue')])
    const resumed = await pullback([...words, ...files(signal), '--resume'])
    expect(resumed.stdout).toBe(whole.stdout.replace(`whole-${signal}.safetensors`, `${signal}.safetensors`))
    expect(rowsOf(`${signal}.jsonl`)).toEqual(rowsOf(`whole-${signal}.jsonl`))
    expect(readFileSync(path(`${signal}.safetensors`))).toEqual(readFileSync(path(`whole-${signal}.safetensors`)))
  })

  test('that is complete writes a model whose file was lost', async () => {
    const words = [...sweep, '--results', path('grid.jsonl'), '--seeds', '2', '--resume']
    expect((await pullback([...words, '--out', path('again.safetensors')])).code).toBe(0)
    expect(readFileSync(path('again.safetensors'))).toEqual(readFileSync(path('grid.safetensors')))
  })
})

describe('on the workers of a queue', () => {
  let redis: Redis
  let worker: WorkerProcess

  beforeAll(async () => {
    if (withoutRedis !== '') return
    redis = await startRedis()
    url = redis.url
    worker = startWorker(url, ['--threads', '2'])
    await worker.waiting
  })

  afterAll(async () => {
    if (withoutRedis !== '') return
    worker.child.kill()
    await worker.ended
    await redis.stop()
  })

  beforeEach(({ skip }) => {
    if (withoutRedis === '') return
    console.log(`skipped: ${withoutRedis}`)
    skip(withoutRedis)
  })

  test('a sweep has the results of one process', async () => {
    const files = ['--results', path('queue.jsonl'), '--out', path('queue.safetensors')]
    expect((await pullback([...sweep, '--seeds', '2', '--redis', ...files])).code).toBe(0)
    expect(rowsOf('queue.jsonl').toSorted()).toEqual(rowsOf('grid.jsonl').slice(0, 8).toSorted())
    expect(readFileSync(path('queue.safetensors'))).toEqual(readFileSync(path('grid.safetensors')))
  })

  test('a sweep without workers ends at Ctrl-C', async () => {
    const words = [...sweep, '--redis', '--queue', 'nobody']
    const { code, stdout } = await pullback(words, { after: /is a worker running\?/, signal: 'SIGINT' })
    expect([code, stdout]).toEqual([130, expect.stringMatching(/Best: none\.\nInterrupted: --resume continues\.\n$/)])
    expect(redis.cli('LLEN', 'bull:nobody:wait')).toBe('0')
  })

  test('a training has the bits of threads', async () => {
    const train = ['train', ...data, '--epochs', '2', '--shards', '4']
    for (const on of [['--redis'], ['--threads', '2']])
      expect((await pullback([...train, ...on, '--out', path(`${on[0] ?? ''}.safetensors`)])).code).toBe(0)
    expect(readFileSync(path('--redis.safetensors'))).toEqual(readFileSync(path('--threads.safetensors')))
  })

  test('laws have the results of one process', async () => {
    const groups = everything()
    const parts = ['dense', 'relu', 'wires'].flatMap(wanted => {
      const group = groups.findIndex(({ name }) => name === wanted)
      return [0, 1, 2].map(law => ({ group, law, seed: 7 }))
    })
    const pool = bullmqPool({ url })
    const found = await pool.run(verifyWork)(10)(null)(parts)()
    await pool.close()
    const expected = parts.flatMap(({ group, law, seed }) => {
      const tried = groups[group]?.laws[law]
      return tried === undefined ? [] : verify([tried], { seed, runs: 10 }).results
    })
    expect(expected).toHaveLength(9)
    expect(isLeft(found) ? found.left : found.right).toEqual(expected)
  })
})
