import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import type { Redis as Client } from 'ioredis'
import { lineOf } from '../here.js'
import { type Address, readAddress, showAddress, urlOr } from './address.js'
import { loadPackages, type Packages } from './load.js'

/** A connection to Redis, and what opens further ones. */
export interface Connection {
  readonly packages: Packages
  readonly address: Address
  /** For bytes. It reconnects for ever, and repeats commands that were lost. */
  readonly redis: Client
  /** Options of BullMQ's own connections. */
  readonly options: object
}

/** Milliseconds between two attempts to reconnect. */
const retryDelay = 200

/** Tries to connect once: the line says why it is not possible. */
const tryOnce = async ({ Redis }: Packages, address: Address): Promise<Either<string, void>> => {
  const redis = new Redis({
    ...address,
    lazyConnect: true,
    connectTimeout: 5000,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0
  })
  let reason: unknown
  redis.on('error', error => (reason ??= error))
  try {
    await redis.connect()
    await redis.ping()
    return right(undefined)
  } catch (error) {
    const found = lineOf(reason ?? error)
    const where = showAddress(address)
    return left(
      /^(WRONGPASS|NOAUTH|NOPERM)|invalid password/.test(found)
        ? `Redis at ${where} refuses the name or the password (${found})`
        : `Redis at ${where} cannot be reached (${found})`
    )
  } finally {
    redis.disconnect()
  }
}

/**
 * Connects to Redis. Afterwards a lost connection costs time only.
 *
 * @param tell receives a line when the connection is lost, and when it is back
 */
export const connect = async (
  url: string | undefined,
  tell: (line: string) => void
): Promise<Either<string, Connection>> => {
  const address = readAddress(urlOr(url))
  if (isLeft(address)) return address
  const packages = await loadPackages()
  if (isLeft(packages)) return packages
  const reached = await tryOnce(packages.right, address.right)
  if (isLeft(reached)) return reached
  const options = { ...address.right, maxRetriesPerRequest: null, retryStrategy: () => retryDelay }
  const redis = new packages.right.Redis(options)
  let isLost = false
  redis.on('error', error => {
    if (!isLost) tell(`lost the connection to Redis at ${showAddress(address.right)}, reconnecting (${lineOf(error)})`)
    isLost = true
  })
  redis.on('ready', () => {
    if (isLost) tell('the connection to Redis is back')
    isLost = false
  })
  return right({ packages: packages.right, address: address.right, redis, options })
}
