import { type Either, isLeft, map } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { Buffer } from 'node:buffer'
import { type Source } from '../serve.js'
import { type Connection } from './connect.js'
import { bounded, inlined, type keysOf, refer } from './message.js'

/** Bytes as a message names them. Few are in the message itself, the others in Redis. */
export interface Placed {
  readonly reference: string
  readonly bytes: Uint8Array
}

/** Keeps jobs, states and parts in Redis while parts use them. */
export const placing = (keys: ReturnType<typeof keysOf>, expiry: number) => {
  const inUse = new Map<string, { readonly placed: Promise<Either<string, Placed>>; users: number }>()

  const isInRedis = ({ reference }: Placed): boolean => inlined(reference) === undefined

  const place = async ({ redis }: Connection, { reference, bytes }: Placed): Promise<void> => {
    await redis.set(keys.bytes(reference), Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), 'EX', expiry)
  }

  const remove = async ({ redis }: Connection, placed: Promise<Either<string, Placed>>): Promise<void> => {
    const found = await placed
    if (!isLeft(found) && isInRedis(found.right)) await redis.unlink(keys.bytes(found.right.reference))
  }

  return {
    /** Places bytes, or counts one more user of them. */
    acquire: (connection: Connection, { key, bytes }: Source, what: string): Promise<Either<string, Placed>> => {
      const known = inUse.get(key) ?? {
        users: 0,
        placed: bytes().then(async encoded => {
          const found = pipe(
            encoded,
            bounded(what),
            map(bytes => ({ reference: refer(bytes), bytes }))
          )
          if (!isLeft(found) && isInRedis(found.right)) await place(connection, found.right)
          return found
        })
      }
      inUse.set(key, known)
      known.users++
      return known.placed
    },
    /** Removes the bytes with their last user. */
    release: (connection: Connection, { key }: Source): void => {
      const known = inUse.get(key)
      if (known === undefined || --known.users > 0) return
      inUse.delete(key)
      void remove(connection, known.placed).catch(() => undefined)
    },
    /** Places bytes again that Redis has lost. */
    restore: async (connection: Connection, placed: readonly Placed[]): Promise<void> => {
      for (const one of placed)
        if (isInRedis(one) && (await connection.redis.exists(keys.bytes(one.reference))) === 0)
          await place(connection, one)
    },
    /** Removes everything. */
    clear: (connection: Connection): void => {
      for (const { placed } of inUse.values()) void remove(connection, placed).catch(() => undefined)
    }
  }
}
