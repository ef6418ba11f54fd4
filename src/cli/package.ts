import { getOrElse, map } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type IO } from 'fp-ts/lib/IO.js'
import * as t from 'io-ts/lib/index.js'
import { createRequire } from 'node:module'
import { join, relative } from 'node:path'

// Finding the package by name works in the source and in the build.
const requireHere = createRequire(import.meta.url)
const manifest = 'pullback/package.json'

/** Version in this package's package.json. */
export const version: IO<string> = () =>
  pipe(
    t.type({ version: t.string }).decode(requireHere(manifest)),
    map(({ version }) => version),
    getOrElse(() => 'unknown')
  )

/** Path of this package's examples, relative to the current folder. */
export const examplesFolder: IO<string> = () => relative('.', join(requireHere.resolve(manifest), '../examples')) || '.'
