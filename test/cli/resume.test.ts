/** A run that is interrupted within epochs and resumed ends with the same bits as an uninterrupted one, on every engine. */
import { isLeft, isRight, type Either } from 'fp-ts/lib/Either.js'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { pickEngine } from '../../src/cli/engine.js'
import { jobOf } from '../../src/cli/train/job.js'
import { train } from '../../src/cli/train/run.js'
import { settle } from '../../src/cli/train/settings.js'
import { readTable } from '../../src/codec/tableFile.js'
import { onnxEngine } from '../../src/engine/onnx.js'
import { fakeTerminal } from './fakeTerminal.js'
import { ownFolder } from '../folder.js'

const { folder } = ownFolder()

const iris = fileURLToPath(new URL('../../examples/iris.csv', import.meta.url))

const got = <E, A>(result: Either<E, A>): A => {
  if (isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right
}

const epochs = 3

/** Trains in a folder until this check for Ctrl-C, or to the end. Returns the epoch reached. */
const trainIn = async (checkpoint: string, engine: string, lookAt = Infinity): Promise<number> => {
  // A layer with noise and a layer with statistics.
  const layers = '8,batchNorm,relu,dropout:0.2'
  const asked = { data: iris, target: 'species', layers, batch: '16', validation: '0.2', checkpoint, keep: '9', engine }
  const texts = new Map(Object.entries({ ...asked, epochs: String(epochs) }))
  const settings = got(settle(texts, { path: '', texts: new Map(), described: {} }))
  const job = got(jobOf(got(await readTable(iris)()), settings))
  let looks = 0
  const { terminal } = fakeTerminal({ interrupted: () => ++looks === lookAt })
  const picked = got(pickEngine(engine, job.learner, job.training, settings.batch)(terminal.writeError))
  // Three steps between two checks for Ctrl-C; eight steps per epoch, the last one on half a batch.
  const plan = { job, settings, engine: picked, stride: 3, resume: true }
  return got(await train(plan, terminal.display)(terminal)()).state.epoch
}

const isMissing = !isRight(onnxEngine()())

test.each(['eager', 'javascript', 'onnx'])('on %s, bit for bit', async engine => {
  if (engine === 'onnx' && isMissing) {
    console.log('Skipped on onnx: onnxruntime-node is not installed')
    return
  }
  const [whole, parts] = [join(folder, `${engine}-whole`), join(folder, `${engine}-parts`)]
  expect(await trainIn(whole, engine)).toBe(epochs)
  expect(await trainIn(parts, engine, 1)).toBe(3 / 8)
  expect(await trainIn(parts, engine, 2)).toBe(1)
  expect(await trainIn(parts, engine, 5)).toBe(2 + 6 / 8)
  expect(await trainIn(parts, engine)).toBe(epochs)
  expect(readdirSync(parts)).toEqual(readdirSync(whole))
  for (const name of readdirSync(whole))
    expect(readFileSync(join(parts, name)).equals(readFileSync(join(whole, name)))).toBe(true)
})
