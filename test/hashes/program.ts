/** Computes the table of hashes. A page requests it as a path, any other runtime prints it. */
import { type Engine } from '../../src/index.js'
import { hash } from './hash.js'
import { engines, trainings } from './trainings.js'

const row = async (engine: Engine) => {
  const cells = Object.entries(trainings).map(async ([name, training]) => [name, await hash(training(engine))] as const)
  return Object.fromEntries(await Promise.all(cells))
}

const table = async () =>
  Object.fromEntries(await Promise.all(engines.map(async engine => [engine.name, await row(engine)] as const)))

const text = await table().then(JSON.stringify, String)
if ('document' in globalThis) await fetch(`/table/${encodeURIComponent(text)}`)
else console.log(text)
