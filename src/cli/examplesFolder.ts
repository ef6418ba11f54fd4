import { type IO } from 'fp-ts/lib/IO.js'
import { createRequire } from 'node:module'
import { join, relative } from 'node:path'

/** Path of this package's examples, relative to the current folder. Resolving the package by name works in the source and in the build. */
export const examplesFolder: IO<string> = () =>
  relative('.', join(createRequire(import.meta.url).resolve('pullback/package.json'), '../examples')) || '.'
