/** The engines that run in Node and in a page. Every section measures each of them. */
import { eager, type Engine, javascript, wasmEngine } from '../src/index.js'
import { type Contestants, type Contestant } from './Contestant.js'

export const engines: { readonly [name: string]: () => Engine } = {
  eager: () => eager,
  javascript: () => javascript,
  wasm: wasmEngine
}

/** The engines that compute in float64, for jobs with an exact answer. */
export const exactEngines: typeof engines = { eager: () => eager, javascript: () => javascript }

/** A contestant per engine. */
export const onEngines = (contestant: (engine: Engine) => Contestant, those = engines): Contestants =>
  Object.fromEntries(Object.entries(those).map(([name, engine]) => [name, () => contestant(engine())]))
