/** The layers that a module exports, and their laws, tried in a thread: what `pullback laws MODULE` runs. */
import { type Task } from 'fp-ts/lib/Task.js'
import { type UntypedLayer } from '../../src/layer/eraseTypes.js'
import { showShape } from '../../src/tensor/Shape.js'
import { type Calling, type Candidate, type Isolation, type Tried, verifyIsolated } from './isolated.js'
import { layerLaws } from '../layer/layerLaws.js'

const isRecord = (found: unknown): found is { readonly [name: string]: unknown } =>
  typeof found === 'object' && found !== null

/** Has all that a layer has. What its functions give, the laws will see. */
const isLayer = (found: unknown): found is UntypedLayer =>
  isRecord(found) &&
  ['outputShape', 'init', 'forward', 'backward'].every(name => typeof found[name] === 'function') &&
  isRecord(found['description']) &&
  isRecord(found['inputShape']) &&
  isRecord(found['training'])

/** A layer, or what makes one without being told anything, as `tanh` does. */
const layerOf = (found: unknown): UntypedLayer | undefined => {
  if (isLayer(found)) return found
  if (typeof found !== 'function' || found.length > 0) return undefined
  try {
    const made: unknown = Reflect.apply(found, undefined, [])
    return isLayer(made) ? made : undefined
  } catch {
    return undefined
  }
}

/** The layer, which tells what it is asked before there is a draw: a loop there has nothing else to show. */
const telling = (layer: UntypedLayer, calling: Calling): UntypedLayer => ({
  ...layer,
  outputShape: shape => calling(['call', `outputShape(${showShape(shape)})`], () => layer.outputShape(shape)),
  init: seed => calling(['call', 'init(seed)'], () => layer.init(seed))
})

/** For the thread: everything that the module at this address exports. What is no layer has no laws. */
export const candidates = async (url: string, calling: Calling): Promise<readonly Candidate[]> => {
  const exported: unknown = await import(url)
  return Object.entries(isRecord(exported) ? exported : {}).map(([name, found]) => ({
    name,
    laws: () => {
      const layer = layerOf(found)
      return layer === undefined ? [] : layerLaws(telling(layer, calling), { name })
    }
  }))
}

/** Rejects where the module cannot be loaded. */
export const verifyModule = (url: string, isolation: Omit<Isolation, 'module' | 'argument'>): Task<readonly Tried[]> =>
  verifyIsolated({ ...isolation, module: import.meta.url, argument: url })
