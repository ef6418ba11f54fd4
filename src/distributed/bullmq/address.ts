import { type Either, left, map, right, tryCatch } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { env } from 'node:process'

/** The environment variable with the address of Redis. */
export const variable = 'PULLBACK_REDIS'

/** The address if none is given. */
export const defaultUrl = 'redis://127.0.0.1:6379'

/** The address of Redis: the one given, else that of `PULLBACK_REDIS`, else this machine. */
export const urlOr = (url: string | undefined): string => url ?? env[variable] ?? defaultUrl

/** Where Redis is, and how to log in. */
export interface Address {
  readonly host: string
  readonly port: number
  readonly username?: string
  readonly password?: string
  readonly db: number
  /** Present for `rediss://`: the connection is encrypted. */
  readonly tls?: { readonly servername: string }
}

const expected = 'the address of Redis must be like redis://user:password@host:6379/0, or rediss:// for TLS'

/** Reads `redis://user:password@host:port/db` or `rediss://…`. A `Left` does not show the password. */
export const readAddress = (url: string): Either<string, Address> =>
  pipe(
    tryCatch(
      () => new URL(url),
      () => `${expected}, found no URL`
    ),
    map(({ protocol, hostname, port, username, password, pathname }) => {
      const host = hostname.replace(/^\[(.*)\]$/, '$1')
      return {
        protocol,
        address: {
          host,
          port: port === '' ? 6379 : Number(port),
          db: Number(pathname.slice(1)),
          ...(username === '' ? {} : { username: decodeURIComponent(username) }),
          ...(password === '' ? {} : { password: decodeURIComponent(password) }),
          ...(protocol === 'rediss:' ? { tls: { servername: host } } : {})
        }
      }
    }),
    found => {
      if (found._tag === 'Left') return found
      const { protocol, address } = found.right
      if (protocol !== 'redis:' && protocol !== 'rediss:') return left(`${expected}, found ${protocol}//`)
      return Number.isSafeInteger(address.db) && address.host !== '' ? right(address) : left(expected)
    }
  )

/** The address without name and password, for messages. */
export const showAddress = ({ host, port, db, tls }: Address): string =>
  `redis${tls === undefined ? '' : 's'}://${host.includes(':') ? `[${host}]` : host}:${port}/${db}`
