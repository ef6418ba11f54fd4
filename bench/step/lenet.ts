/** LeNet-5 on 28 × 28 (LeCun, Bottou, Bengio and Haffner, 1998): tanh, average pooling. */
import { pipe } from 'fp-ts/lib/function.js'
import { andThen, averagePool, convolution, dense, eager, flatten, javascript, tanh } from '../../src/index.js'
import { perThreads } from '../Contestant.js'
import { onEngines } from '../engines.js'
import { onnx } from '../onnx.js'
import { python } from '../python.js'
import { type Race } from '../race.js'
import { job, lossAfter, onEngine } from './Job.js'
import { lenetOfTfjs, tfjs } from './tfjs.js'
import { written } from './written.js'

declare const WebAssembly: object

const lenetNetwork = pipe(
  convolution([1, 28, 28], 5, 6, { padding: 2 }),
  andThen(tanh()),
  andThen(averagePool(2)),
  andThen(convolution([6, 14, 14], 5, 16)),
  andThen(tanh()),
  andThen(averagePool(2)),
  andThen(flatten()),
  andThen(dense(400, 120)),
  andThen(tanh()),
  andThen(dense(120, 84)),
  andThen(tanh()),
  andThen(dense(84, 10))
)

const batches = 2

export const lenetJob = () => job(lenetNetwork, [1, 28, 28], { batch: 32, batches, learningRate: 0.01 })

export const lenet = (): Race => {
  const steps = lenetJob()
  const { numbers } = steps
  return {
    title: 'Training step of LeNet-5 on 28 × 28 in batches of 32 (tfjs-wasm cannot train a convolution)',
    unit: 'step',
    contestants: {
      ...onEngines(onEngine(steps)),
      'javascript, scalar kernels': () => {
        Reflect.set(WebAssembly, 'Module', undefined) // as under a content security policy, so the scalar kernels take over
        return onEngine(steps)(javascript)
      },
      onnx: () => onEngine(steps)(onnx()),
      ...perThreads('PyTorch', threads => python(threads, 'torch', 'bench/step/lenet.py', written(numbers))),
      tfjs: () => tfjs('cpu', lenetOfTfjs, numbers)
    },
    answers: () => [batches + 1, 20 * batches + 1].map(count => ({ count, error: lossAfter(steps, count, eager) })),
    tolerance: 1e-4,
    rounds: 3,
    references: ['PyTorch', 'tfjs'],
    bounds: [
      { of: 'onnx', to: 'PyTorch', speed: 1.33 },
      { of: 'onnx', to: 'tfjs', speed: 200 },
      { of: 'javascript', to: 'javascript, scalar kernels', speed: 2.5 },
      { of: 'wasm', to: 'PyTorch, 1 thread', speed: 0.8 }
    ]
  }
}
