/**
 * Measures training on threads, a round of BullMQ, and local steps on MNIST, and writes docs/results/distributed.md and .json. Run by
 * `npm run bench:distributed` on an idle machine; `npm run bench:distributed -- threads`, `round` or `local` measures one part again. Needs
 * redis-server, and MNIST in ../shared/data/mnist.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { isLeft } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { evaluate } from 'fp-ts/lib/State.js'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Redis } from 'ioredis'
import * as t from 'io-ts'
import { bullmqPool, bullmqWorker } from '../../src/bullmq.js'
import {
  distribute,
  here,
  jsonWire,
  paramsWire,
  type Pool,
  served,
  serving,
  threads,
  type Work
} from '../../src/distributed.js'
import { readMnist } from '../../src/files.js'
import {
  accuracy,
  adam,
  andThen,
  dataset,
  dense,
  evaluateOn,
  filledTensor,
  fromArray,
  learner,
  meanSquaredError,
  nesterov,
  oneHot,
  type Params,
  Randoms,
  relu,
  softmaxCrossEntropy,
  tanh,
  train,
  trajectory,
  wasmEngine
} from '../../src/index.js'

const own = fileURLToPath(import.meta.url)
const port = 17_379
const url = `redis://127.0.0.1:${port}`
const script = pathToFileURL('dist/src/distributed/thread.js')
const fixed = (x: number, digits = 2): string => x.toFixed(digits)

/** Seconds of a training of some steps, after one that is not counted. */
const seconds = async (pool: Pool, hidden: number, steps: number, shards: number, rows: number): Promise<number> => {
  const network = pipe(dense(128, hidden), andThen(tanh()), andThen(dense(hidden, 10)))
  const [inputs, targets] = evaluate(Randoms.seed(1))(
    Randoms.both(Randoms.normal()([rows, 128]), Randoms.normal()([rows, 10]))
  )
  const student = learner(network, meanSquaredError(), adam(0.001))
  const states = distribute(pool)(student, dataset(inputs, targets), { batchSize: rows, shards, stride: 1, from: 1 })
  const first = await train(1)(states)()
  const begin = performance.now()
  await train(steps)(states.from(first))()
  return (performance.now() - begin) / 1000
}

/** The message of a process that has finished. */
const answerOf = async (child: ChildProcess): Promise<number> => {
  const message: readonly unknown[] = await once(child, 'message')
  return Number(message[0])
}

const sizes: readonly (readonly [hidden: number, batch: number])[] = [
  [16, 512],
  [64, 512],
  [256, 512],
  [1024, 512],
  [256, 2048],
  [1024, 2048]
]

const ofThreads = async () => {
  const rows = []
  for (const [hidden, batch] of sizes) {
    const steps = Math.ceil(2 ** 24 / hidden / batch)
    const one = await seconds(here, hidden, steps, 2, batch)
    const two = await seconds(threads({ workers: 2, script }), hidden, steps, 2, batch)
    // Two processes that know nothing of each other, each with half of the batch.
    const alone = [0, 1].map(() => fork(own, ['alone', String(hidden), String(steps), String(batch / 2)]))
    const both = Math.max(...(await Promise.all(alone.map(answerOf))))
    const row = {
      hidden,
      batch,
      parameters: 128 * hidden + hidden + 10 * hidden + 10,
      one,
      two,
      both,
      share: both / two,
      faster: one / two
    }
    rows.push(row)
    console.log(row)
  }
  return rows
}

/** Work that computes nothing: the result is the state. */
const echo: Work<null, Params, number, Params> = {
  name: 'echo',
  isLong: true,
  job: jsonWire('job', t.null),
  state: paramsWire('state'),
  part: jsonWire('part', t.number),
  result: paramsWire('result'),
  run: () => params => () => params
}

/** A worker of a list written by hand. */
const listWorker = async (): Promise<void> => {
  const redis = new Redis(url)
  process.send?.(0)
  for (;;) {
    const [, key = ''] = (await redis.brpop('tasks', 0)) ?? []
    const bytes = await redis.getBuffer(key)
    const state = bytes === null ? undefined : echo.state.decode(bytes)
    if (state === undefined || isLeft(state)) continue
    const result = echo.result.encode(state.right)
    if (!isLeft(result)) await redis.lpush('results', Buffer.from(result.right.buffer))
  }
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? NaN

/** Median milliseconds of a round. */
const rounds = async (round: (i: number) => Promise<unknown>): Promise<number> => {
  const all: number[] = []
  for (let i = 0; i < 220; i++) {
    const begin = performance.now()
    await round(i)
    if (i >= 20) all.push(performance.now() - begin)
  }
  return median(all)
}

const stateOf = (i: number): Params => [filledTensor([101_770], i / 4 + 0.5)]

const ofRounds = async () => {
  const server = spawn('redis-server', ['--port', String(port), '--save', ''], { stdio: 'ignore' })
  await new Promise(resolve => setTimeout(resolve, 1000))
  const start = async (mode: string): Promise<readonly ChildProcess[]> => {
    const workers = [0, 1].map(() => fork(own, [mode]))
    await Promise.all(workers.map(answerOf))
    return workers
  }
  const pool = bullmqPool({ url })
  const bullWorkers = await start('bullmq')
  const send = pool.run(echo)(null)
  const bullmq = await rounds(i => send(stateOf(i))([0, 1])())
  bullWorkers.forEach(child => child.kill())
  await pool.close()
  const listWorkers = await start('list')
  const redis = new Redis(url)
  const list = await rounds(async i => {
    const bytes = echo.state.encode(stateOf(i))
    if (isLeft(bytes)) return
    const key = `state:${i}`
    await redis.set(key, Buffer.from(bytes.right.buffer), 'EX', 60)
    await redis.lpush('tasks', key, key)
    for (let k = 0; k < 2; k++) {
      const [, result] = (await redis.brpopBuffer('results', 0)) ?? []
      if (result !== undefined) echo.result.decode(result)
    }
    await redis.unlink(key)
  })
  listWorkers.forEach(child => child.kill())
  redis.disconnect()
  server.kill()
  const found = { bullmq, list, ratio: bullmq / list }
  console.log(found)
  return found
}

const seeds = [1, 2, 3]
const epochs = 3

const ofLocalSteps = async () => {
  const mnist = await readMnist('../shared/data/mnist')()
  if (isLeft(mnist)) throw new Error(mnist.left)
  const examplesOf = ({ pixels, labels }: typeof mnist.right.train) =>
    dataset(
      fromArray(
        [labels.length, 784],
        Float64Array.from(pixels, x => x / 255)
      ),
      oneHot(10)(Array.from(labels))
    )
  const [training, test] = [examplesOf(mnist.right.train), examplesOf(mnist.right.test)]
  const network = pipe(dense(784, 128), andThen(relu()), andThen(dense(128, 10)))
  const ways = [10, 100].flatMap(localSteps => [
    { what: `DiLoCo, 4 replicas, K = ${localSteps}`, settings: { localSteps, outer: nesterov(0.7, 0.9) } },
    { what: `plain averaging, 4 replicas, K = ${localSteps}`, settings: { localSteps } }
  ])
  const rows = []
  for (const rate of [0.001, 0.0003]) {
    const student = learner(network, softmaxCrossEntropy(), adam(rate))
    const score = evaluateOn(student, test, { accuracy }, { engine: wasmEngine() })
    const found = [{ rate, what: 'one machine', accuracies: [] as number[] }]
    for (const { what } of ways) found.push({ rate, what, accuracies: [] })
    for (const from of seeds) {
      const plan = { batchSize: 32, from }
      const alone = train(epochs)(trajectory(student, training, { ...plan, engine: wasmEngine() }))
      found[0]?.accuracies.push(score(alone).accuracy)
      for (const [i, { settings }] of ways.entries()) {
        const states = distribute(here)(student, training, { ...plan, ...settings, shards: 4, engine: 'wasm' })
        found[i + 1]?.accuracies.push(score(await train(epochs)(states)()).accuracy)
      }
    }
    const means = found.map(({ rate, what, accuracies }) => ({
      rate,
      what,
      accuracy: accuracies.reduce((sum, x) => sum + x, 0) / accuracies.length
    }))
    rows.push(...means.map(row => ({ ...row, below: (means[0]?.accuracy ?? NaN) - row.accuracy })))
    console.log(means)
  }
  return rows
}

/** What the file of results says. */
interface Found {
  readonly onThreads: Awaited<ReturnType<typeof ofThreads>>
  readonly round: Awaited<ReturnType<typeof ofRounds>>
  readonly local: Awaited<ReturnType<typeof ofLocalSteps>>
}

const [, , mode, ...words] = process.argv
if (mode === 'alone') {
  const [hidden = 0, steps = 0, rows = 0] = words.map(Number)
  process.send?.(await seconds(here, hidden, steps, 1, rows))
  process.disconnect()
} else if (mode === 'bullmq') {
  const worker = await bullmqWorker({ url, execute: serving([served(echo)]) })()
  process.send?.(isLeft(worker) ? 1 : 0)
} else if (mode === 'list') await listWorker()
else {
  const file = 'docs/results/distributed.json'
  // The file is this script's own.
  const parse: (text: string) => Partial<Found> = JSON.parse
  const before = existsSync(file) ? parse(readFileSync(file, 'utf8')) : {}
  /** Measures a part, or takes what is known of it if only other parts were asked for. */
  const part = async <T>(name: string, known: T | undefined, measure: () => Promise<T>): Promise<T> =>
    known === undefined || mode === undefined || mode === name ? measure() : known
  const onThreads = await part('threads', before.onThreads, ofThreads)
  const round = await part('round', before.round, ofRounds)
  const local = await part('local', before.local, ofLocalSteps)
  writeFileSync(file, `${JSON.stringify({ onThreads, round, local, epochs, seeds: seeds.length }, null, 2)}\n`)
  const pays = onThreads.find(({ faster, batch }) => batch === 512 && faster > 1)
  writeFileSync(
    'docs/results/distributed.md',
    [
      '# Measurements of distributed training',
      '',
      'Written by `npm run bench:distributed`. Two processors; all ratios are of one run.',
      '',
      `## Threads\n`,
      `128-h-10 networks, engine javascript. A share of 1 is what two independent processes reach together.`,
      pays === undefined
        ? ''
        : `Two threads are faster than one process from ${pays.parameters} parameters on, at batches of ${pays.batch}.`,
      '',
      '| parameters | batch | one process, s | two threads, s | two independent processes, s | share | speed-up |',
      '| ---------- | ----- | -------------- | -------------- | ----------------------------- | ----- | -------- |',
      ...onThreads.map(
        row =>
          `| ${row.parameters} | ${row.batch} | ${fixed(row.one)} | ${fixed(row.two)} | ${fixed(row.both)} | ${fixed(row.share)} | ${fixed(row.faster)} |`
      ),
      '',
      '## A round of BullMQ\n',
      '101,770 numbers in 32-bit floats to two workers and back, nothing computed. Median of 200 rounds.',
      '',
      '| BullMQ pool, ms | Redis list by hand, ms | ratio |',
      '| --------------- | ---------------------- | ----- |',
      `| ${fixed(round.bullmq)} | ${fixed(round.list)} | ${fixed(round.ratio)} |`,
      '',
      `## Local steps on MNIST\n`,
      `784-128-10, adam, batches of 32, ${epochs} epochs in all, engine wasm, outer optimizer nesterov(0.7, 0.9). Means over ${seeds.length} seeds.`,
      '',
      '| learning rate | training | test accuracy | points below one machine |',
      '| ------------- | -------- | ------------- | ------------------------ |',
      ...local.map(row => `| ${row.rate} | ${row.what} | ${fixed(100 * row.accuracy)} % | ${fixed(100 * row.below)} |`),
      ''
    ].join('\n')
  )
}
