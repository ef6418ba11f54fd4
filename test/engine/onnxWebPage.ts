/** The program of the page that `onnxWebPage.test.ts` opens. */
import { isLeft } from 'fp-ts/lib/Either.js'
import { onnxWebEngine, type OnnxWebSettings } from '../../src/engine/onnxWeb.js'
import { toArray } from '../../src/index.js'
import { cases } from './onnxWebCases.js'

/** The results of all cases, or a line that says why there is no engine. */
const run = async (settings: OnnxWebSettings) => {
  const engine = await onnxWebEngine(settings)()
  if (isLeft(engine)) return engine.left
  // All at once: the engine has to put them in order.
  const results = await Promise.all(cases.map(({ f, inputs }) => engine.right.compile(f)(...inputs)))
  return results.map(outputs => outputs.map(tensor => ({ shape: tensor.shape, numbers: toArray(tensor) })))
}

Object.assign(globalThis, { run })
