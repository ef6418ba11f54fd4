import { eager, javascript, wasmEngine } from '../../src/index.js'
import { hash } from '../hashes/hash.js'
import { trainings } from '../hashes/trainings.js'

const engines = {
  eager,
  javascript,
  'wasm float64': wasmEngine({ precision: 'float64' }),
  'wasm float32': wasmEngine()
}

/** For each engine the hash of the parameters after a training with products and convolutions, or its error. */
export const wasmHashes = async (): Promise<{ readonly [engine: string]: string }> => {
  const found: { [engine: string]: string } = {}
  for (const [name, engine] of Object.entries(engines)) {
    try {
      found[name] = await hash(trainings['lenet']?.(engine) ?? [])
    } catch (error) {
      found[name] = String(error)
    }
  }
  return found
}
