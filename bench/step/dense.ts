/** A training step of 784-128-10 with relu, for one batch size. */
import { eager } from '../../src/index.js'
import { perThreads } from '../Contestant.js'
import { onEngines } from '../engines.js'
import { onnx } from '../onnx.js'
import { python } from '../python.js'
import { type Race } from '../race.js'
import { batches, denseJob } from './denseJob.js'
import { lossAfter, onEngine } from './Job.js'
import { jax } from './jax.js'
import { products } from './products.js'
import { perceptron, tfjs } from './tfjs.js'
import { written } from './written.js'

export const denseSteps = (batch: 32 | 128): Race => {
  const steps = denseJob(batch)
  const { numbers } = steps
  const inPython = (library: string) => (threads: number) =>
    python(threads, library, 'bench/step/dense.py', library, written(numbers))
  return {
    title: `Training step of 784-128-10 in batches of ${batch}, feeding them included`,
    unit: 'step',
    contestants: {
      ...onEngines(onEngine(steps)),
      onnx: () => onEngine(steps)(onnx()),
      'two products': () => products(onnx(), numbers),
      ...perThreads('numpy', inPython('numpy')),
      ...perThreads('PyTorch', inPython('torch')),
      'tfjs-wasm': () => tfjs('wasm', perceptron, numbers),
      tfjs: () => tfjs('cpu', perceptron, numbers),
      'jax-js': () => jax(numbers)
    },
    answers: () => [batches + 1, 25 * batches + 1].map(count => ({ count, error: lossAfter(steps, count, eager) })),
    tolerance: 1e-4,
    references: ['numpy', 'PyTorch', 'tfjs-wasm', 'jax-js'],
    bounds: [
      { of: 'onnx', to: 'numpy', speed: batch === 32 ? 1.5 : 1.2 },
      { of: 'onnx', to: 'PyTorch', speed: batch === 32 ? 3.5 : 2 },
      { of: 'onnx', to: 'tfjs-wasm', speed: 40 },
      { of: 'javascript', to: 'jax-js', speed: 0.85 },
      { of: 'javascript', to: 'tfjs-wasm', speed: 3.5 },
      { of: 'wasm', to: 'jax-js', speed: 2 },
      { of: 'wasm', to: 'tfjs-wasm', speed: 8 },
      { of: 'eager', to: 'jax-js', speed: 0.35 }
    ]
  }
}
