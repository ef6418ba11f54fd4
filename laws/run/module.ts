/** Verifies the layers that a module exports, in a thread: `pullback laws MODULE`. */
import { type Task } from 'fp-ts/lib/Task.js'
import { type UntypedLayer } from '../../src/layer/AnyLayer.js'
import { sameRebuild } from '../../src/layer/rebuilding.js'
import { showShape } from '../../src/tensor/Shape.js'
import { type Calling, type Candidate, type Isolation, type Tried, verifyIsolated } from './isolated.js'
import { thrown } from '../law/Law.js'
import { layerLaws } from '../layer/layerLaws.js'

const isRecord = (found: unknown): found is { readonly [name: string]: unknown } =>
  typeof found === 'object' && found !== null

/** Whether a value has the members of a layer. The laws check what its functions return. */
const isLayer = (found: unknown): found is UntypedLayer =>
  isRecord(found) &&
  ['outputShape', 'init', 'forward', 'backward'].every(name => typeof found[name] === 'function') &&
  isRecord(found['description']) &&
  isRecord(found['inputShape']) &&
  isRecord(found['training'])

/** The exported layer, or the layer that an exported function without parameters makes, such as `tanh`. */
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

/** The layer, reporting its calls before there is a draw, so that the report can show an infinite loop in one of them. */
const telling = (layer: UntypedLayer, calling: Calling): UntypedLayer =>
  sameRebuild(layer, {
    ...layer,
    outputShape: shape => calling(['call', `outputShape(${showShape(shape)})`], () => layer.outputShape(shape)),
    init: seed => calling(['call', 'init(seed)'], () => layer.init(seed))
  })

/** Whether an error comes from Node, which found no module or no valid syntax, and not from the code of the module. */
const isLoading = (error: unknown): boolean =>
  error instanceof SyntaxError || (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_'))

const load = async (url: string): Promise<unknown> => {
  try {
    return await import(url)
  } catch (error) {
    throw isLoading(error) ? error : new Error(`it threw ${thrown(error)}`)
  }
}

/** All exports of a module, as candidates. An export that is not a layer has no laws. */
export const candidates = async (url: string, calling: Calling): Promise<readonly Candidate[]> => {
  const exported: unknown = await load(url)
  return Object.entries(isRecord(exported) ? exported : {}).map(([name, found]) => ({
    name,
    laws: () => {
      const layer = layerOf(found)
      return layer === undefined ? [] : layerLaws(telling(layer, calling), { name })
    }
  }))
}

/** The layers that a module exports, by name. Rejects if the module cannot be loaded. */
export const exportedLayers =
  (url: string): Task<readonly (readonly [name: string, layer: UntypedLayer])[]> =>
  async () => {
    const exported: unknown = await load(url)
    return Object.entries(isRecord(exported) ? exported : {}).flatMap(([name, found]) => {
      const layer = layerOf(found)
      return layer === undefined ? [] : [[name, layer] as const]
    })
  }

/** Verifies the layers that a module exports. Rejects if the module cannot be loaded. */
export const verifyModule = (url: string, isolation: Omit<Isolation, 'module' | 'argument'>): Task<readonly Tried[]> =>
  verifyIsolated({ ...isolation, module: import.meta.url, argument: url })
