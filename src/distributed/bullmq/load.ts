import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { lineOf } from '../here.js'

/** The optional packages. */
export interface Packages extends Pick<typeof import('bullmq'), 'Queue' | 'QueueEvents' | 'Worker'> {
  readonly Redis: typeof import('ioredis').Redis
}

/** Loads the optional packages, or returns a line that says what to install. */
export const loadPackages = async (): Promise<Either<string, Packages>> => {
  try {
    const [{ Queue, QueueEvents, Worker }, { Redis }] = await Promise.all([import('bullmq'), import('ioredis')])
    return right({ Queue, QueueEvents, Worker, Redis })
  } catch (error) {
    const [found = ''] = lineOf(error).split(' imported from ')
    return left(`training on several machines needs BullMQ: npm install bullmq ioredis (${found})`)
  }
}
