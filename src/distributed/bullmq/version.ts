import { createRequire } from 'node:module'

/** The version of this package, which coordinator and workers must share. */
export const packageVersion = (): string => {
  const found: unknown = createRequire(import.meta.url)('pullback/package.json')
  return found instanceof Object && 'version' in found ? String(found.version) : 'unknown'
}
