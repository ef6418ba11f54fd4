/** Where the examples of this package lie, seen from the current folder. */
import { type IO } from 'fp-ts/lib/IO.js'
import { createRequire } from 'node:module'
import { join, relative } from 'node:path'

/** A package can find itself by its name: that works from the source and from the build alike. */
export const examplesFolder: IO<string> = () =>
  relative('.', join(createRequire(import.meta.url).resolve('pullback/package.json'), '../examples')) || '.'
