/** A package that `bench/package.json` lists: `npm ci --prefix bench` installs it. Throws where it is not installed. */
import { createRequire } from 'node:module'
import { resolve } from 'node:path'

export const peer = (name: string): unknown => createRequire(resolve('bench/package.json'))(name)
