import { getOrElse, map } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type IO } from 'fp-ts/lib/IO.js'
import * as t from 'io-ts/lib/index.js'
import { createRequire } from 'node:module'

const Package = t.type({ version: t.string })

/** Version in this package's package.json. Requiring the package by name works in the source and in the build. */
export const version: IO<string> = () =>
  pipe(
    Package.decode(createRequire(import.meta.url)('pullback/package.json')),
    map(({ version }) => version),
    getOrElse(() => 'unknown')
  )
