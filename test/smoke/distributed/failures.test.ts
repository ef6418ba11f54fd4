/** Workers and Redis that are killed, stopped, emptied and cut off: a training ends with the same bits as on one machine. */
import { execFileSync } from 'node:child_process'
import { right } from 'fp-ts/lib/Either.js'
import { bullmqPool } from 'pullback/bullmq'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Redis, startRedis, startWorker, type WorkerProcess, withoutRedis } from './redis.js'
import { sameBits } from './training.js'

const pause = (milliseconds: number): Promise<void> => new Promise(resolve => setTimeout(resolve, milliseconds))

let redis: Redis
let workers: WorkerProcess[] = []
const lease = ['--lease', '0.4']

const start = async (count: number): Promise<void> => {
  workers = Array.from({ length: count }, () => startWorker(redis.url, lease))
  await Promise.all(workers.map(({ waiting }) => waiting))
}

beforeEach(({ skip }) => {
  if (withoutRedis === '') return
  console.log(`skipped: ${withoutRedis}`)
  skip(withoutRedis)
})

afterEach(async () => {
  for (const { child } of workers) child.kill('SIGKILL')
  await Promise.all(workers.map(({ ended }) => ended))
  workers = []
  remove()
  if (withoutRedis === '') await redis.stop()
})

/** Does something again and again while a training runs, in several loops at once, and at least `times` times. */
const during = async (times: number, doing: (loop: number) => Promise<void>, loops = 1): Promise<void> => {
  const pool = bullmqPool({ url: redis.url, patience: 300 })
  expect(await pool.ready()).toEqual(right(undefined))
  let done = 0
  let isOver = false
  const running = Promise.all(
    Array.from({ length: loops }, async (_, loop) => {
      for (; !isOver; done++) await doing(loop)
    })
  )
  try {
    const { same, steps } = await sameBits(pool, step => done >= times && step > 5)
    console.log(`${expect.getState().currentTestName ?? ''}: ${done} times in ${steps} steps`)
    expect(same).toBe(true)
  } finally {
    isOver = true
    await running
    await pool.close()
  }
}

/** Lets a worker work for a moment, kills it, and starts another one in its place. */
const replace = async (place: number, life: number): Promise<void> => {
  await pause(life)
  workers[place]?.child.kill('SIGKILL')
  const worker = startWorker(redis.url, lease)
  workers[place] = worker
  await worker.waiting
}

test('100 workers are killed', { timeout: 600_000 }, async () => {
  redis = await startRedis()
  await start(4)
  let kills = 0
  // One worker stays, because a worker of half a second may finish no part.
  await during(100, place => replace(place + 1, 100 + ((kills++ * 137) % 500)), 3)
})

test('Redis is killed, with its data on a disk', { timeout: 120_000 }, async () => {
  redis = await startRedis('--appendonly', 'yes')
  await start(2)
  await during(5, async () => {
    await pause(900)
    await redis.killAndRestart(200)
  })
})

test('Redis is killed and loses everything', { timeout: 120_000 }, async () => {
  redis = await startRedis()
  await start(2)
  await during(5, async () => {
    await pause(1500)
    await redis.killAndRestart(200)
  })
})

test('Redis is emptied, and workers are killed', { timeout: 120_000 }, async () => {
  redis = await startRedis()
  await start(3)
  await during(6, async () => {
    await pause(600)
    redis.cli('FLUSHALL')
    await replace(0, 300)
  })
})

test('workers are late, so that parts are done twice', { timeout: 120_000 }, async () => {
  redis = await startRedis()
  await start(3)
  let turn = 0
  await during(6, async () => {
    const { child } = workers[turn++ % workers.length] ?? {}
    child?.kill('SIGSTOP')
    await pause(1000)
    child?.kill('SIGCONT')
    await pause(100)
  })
})

const namespaces = ['pullback-a', 'pullback-b']
const ip = (...words: readonly string[]): string => execFileSync('ip', words, { encoding: 'utf8', stdio: 'pipe' })

const isolate = (name: string, i: number): void => {
  const [outside, inside] = [`pbo${i}`, `pbi${i}`]
  ip('netns', 'add', name)
  ip('link', 'add', outside, 'type', 'veth', 'peer', 'name', inside)
  ip('link', 'set', inside, 'netns', name)
  ip('addr', 'add', `10.213.${i}.1/24`, 'dev', outside)
  ip('link', 'set', outside, 'up')
  ip('-n', name, 'addr', 'add', `10.213.${i}.2/24`, 'dev', inside)
  ip('-n', name, 'link', 'set', inside, 'up')
  ip('-n', name, 'link', 'set', 'lo', 'up')
}

const remove = (): void => {
  for (const name of namespaces)
    try {
      ip('netns', 'delete', name)
    } catch {
      // It was not made.
    }
}

test('hosts are cut off for seconds and reconnected', { timeout: 180_000 }, async ({ skip }) => {
  redis = await startRedis('--bind', '0.0.0.0')
  remove()
  try {
    namespaces.forEach(isolate)
  } catch (error) {
    remove()
    const reason = `network namespaces are not allowed: ${String(error).split('\n')[0] ?? ''}`
    console.log(`skipped: ${reason}`)
    skip(reason)
  }
  try {
    workers = namespaces.map((name, i) =>
      startWorker(`redis://10.213.${i}.1:${redis.port}`, lease, ['ip', 'netns', 'exec', name])
    )
    await Promise.all(workers.map(({ waiting }) => waiting))
    let turn = 0
    await during(4, async () => {
      const cut = `pbo${turn++ % 2}`
      await pause(1000)
      ip('link', 'set', cut, 'down')
      await pause(2000)
      ip('link', 'set', cut, 'up')
    })
  } finally {
    for (const { child } of workers) child.kill('SIGKILL')
    remove()
  }
})
