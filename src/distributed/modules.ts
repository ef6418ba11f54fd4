import { type OwnKinds } from '../codec/model.js'
import { type Site } from './Site.js'
import { type Served } from './Work.js'
import { works } from './works.js'

/** What a module of custom kinds exports: some of the tables of `OwnKinds`, and further works. */
interface Exported extends OwnKinds {
  readonly works?: readonly Served[]
}

const isRecord = (found: unknown): found is object => typeof found === 'object' && found !== null

/** A module is trusted: it runs code on this machine. Only the kinds of its exports are checked. */
const isExported = (found: unknown): found is Exported =>
  isRecord(found) &&
  Object.entries(found).every(([name, value]: readonly [string, unknown]) =>
    name === 'works' ? Array.isArray(value) : isRecord(value) || typeof value === 'function'
  )

/**
 * Imports modules and makes the works that they allow.
 *
 * @throws Error if a module cannot be imported or exports something else
 */
export const loadWorks = async (
  modules: readonly string[],
  dataFolder: Site['dataFolder'] = '.'
): Promise<readonly Served[]> => {
  const own = { layers: {}, losses: {}, optimizers: {}, schedules: {} }
  const further: Served[] = []
  for (const url of modules) {
    const found: unknown = await import(url)
    if (!isExported(found)) throw new Error(`${url} must export layers, losses, optimizers, schedules or works`)
    Object.assign(own.layers, found.layers)
    Object.assign(own.losses, found.losses)
    Object.assign(own.optimizers, found.optimizers)
    Object.assign(own.schedules, found.schedules)
    further.push(...(found.works ?? []))
  }
  return [...works({ own, dataFolder }), ...further]
}
