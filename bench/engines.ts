/** The engines that run in Node and in a page. Every section measures each of them. */
import { eager, type Engine, javascript } from '../src/index.js'
import { type Contestants, type Contestant } from './Contestant.js'

export const engines: { readonly [name: string]: () => Engine } = {
  eager: () => eager,
  javascript: () => javascript
}

/** A contestant per engine. */
export const onEngines = (contestant: (engine: Engine) => Contestant): Contestants =>
  Object.fromEntries(Object.entries(engines).map(([name, engine]) => [name, () => contestant(engine())]))
