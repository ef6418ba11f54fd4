/** Computes the table of hashes. A page requests it as a path, any other runtime prints it. */
import { type Engine, type Params, toArray } from '../../src/index.js'
import { engines, trainings } from './trainings.js'

/** The first 16 digits of SHA-256 over the bits of all parameters in order. */
const hash = async (params: Params): Promise<string> => {
  const numbers = Float64Array.from(params.flatMap(parameter => toArray(parameter)))
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', numbers))
  return Array.from(digest.subarray(0, 8), byte => byte.toString(16).padStart(2, '0')).join('')
}

const row = async (engine: Engine) => {
  const cells = Object.entries(trainings).map(async ([name, training]) => [name, await hash(training(engine))] as const)
  return Object.fromEntries(await Promise.all(cells))
}

const table = async () =>
  Object.fromEntries(await Promise.all(engines.map(async engine => [engine.name, await row(engine)] as const)))

const text = await table().then(JSON.stringify, String)
if ('document' in globalThis) await fetch(`/table/${encodeURIComponent(text)}`)
else console.log(text)
