/** A training step of 784-128-10 with relu, for one batch size. */
import { pipe } from 'fp-ts/lib/function.js'
import { andThen, dense, eager, relu } from '../../src/index.js'
import { loaded, present } from '../Contestant.js'
import { engines } from '../engines.js'
import { python } from '../python.js'
import { race } from '../race.js'
import { type Effort, type Section } from '../Section.js'
import { job, lossAfter, onEngine } from './Job.js'
import { load as loadJax } from './jax.js'
import { perceptron, tfjs } from './tfjs.js'
import { products } from './products.js'
import { written } from './written.js'

const batches = 16
/** Maximum number of steps of contestants that take milliseconds per step. */
export const few = batches + 1
const many = 25 * batches + 1

export const denseJob = (batch: number) =>
  job(pipe(dense(784, 128), andThen(relu()), andThen(dense(128, 10))), [784], { batch, batches, learningRate: 0.01 })

export const denseSteps =
  (batch: number) =>
  async (effort: Effort): Promise<Section> => {
    const steps = denseJob(batch)
    const { numbers } = steps
    const folder = written(numbers)
    const inPython = (name: string, library: string) =>
      loaded(name, () => python(name, library, 'bench/step/dense.py', library, folder))
    return race({
      name: `dense${batch}`,
      title: `Training step of 784-128-10 in batches of ${batch}, feeding them included`,
      unit: 'step',
      contestants: [
        onEngine(steps, engines.eager, { most: few }),
        onEngine(steps, engines.javascript, { most: few }),
        onEngine(steps, engines.wasm, { most: many }),
        onEngine(steps, engines.onnx),
        products(engines.onnx, numbers),
        await inPython('numpy', 'numpy'),
        await inPython('PyTorch', 'torch'),
        await loaded('tfjs-wasm', () => tfjs('tfjs-wasm', 'wasm', perceptron, numbers, few)),
        await loaded('tfjs', () => tfjs('tfjs', 'cpu', perceptron, numbers, few)),
        await loaded('jax-js', async () => present('jax-js', await loadJax(numbers), { most: few }))
      ],
      plan: {
        answers: [few, many].map(count => ({ count, error: lossAfter(steps, count, eager) })),
        tolerance: 1e-4,
        ...effort
      },
      references: ['numpy', 'eager', 'tfjs-wasm', 'PyTorch'],
      bounds: [
        { of: 'wasm', to: 'jax-js', speed: 2 },
        { of: 'wasm', to: 'tfjs-wasm', speed: 8 },
        { of: 'onnx', to: 'numpy', time: 0.6, aim: 0.5 },
        { of: 'onnx', to: 'tfjs-wasm', time: 1 / 40 },
        { of: 'onnx', to: 'PyTorch', time: 1 / 10 }
      ]
    })
  }
