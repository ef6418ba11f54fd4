/** LeNet-5 on 28 × 28 (LeCun, Bottou, Bengio and Haffner, 1998): tanh, average pooling. */
import { pipe } from 'fp-ts/lib/function.js'
import { andThen, averagePool, convolution, dense, eager, flatten, tanh } from '../../src/index.js'
import { loaded } from '../Contestant.js'
import { engines } from '../engines.js'
import { python } from '../python.js'
import { race } from '../race.js'
import { type Effort, type Section } from '../Section.js'
import { job, lossAfter, onEngine } from './Job.js'
import { lenet, tfjs } from './tfjs.js'
import { written } from './written.js'

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
const few = batches + 1
const many = 20 * batches + 1

export const lenetJob = () => job(lenetNetwork, [1, 28, 28], { batch: 32, batches, learningRate: 0.01 })

export const lenetSteps = async (effort: Effort): Promise<Section> => {
  const steps = lenetJob()
  const { numbers } = steps
  return race({
    name: 'lenet',
    title: 'Training step of LeNet-5 on 28 × 28 in batches of 32 (tfjs-wasm cannot train a convolution)',
    unit: 'step',
    contestants: [
      onEngine(steps, engines.eager, { most: few }),
      onEngine(steps, engines.wasm, { most: many }),
      onEngine(steps, engines.onnx),
      await loaded('PyTorch', () => python('PyTorch', 'torch', 'bench/step/lenet.py', written(numbers))),
      await loaded('tfjs', () => tfjs('tfjs', 'cpu', lenet, numbers, few))
    ],
    plan: {
      answers: [few, many].map(count => ({ count, error: lossAfter(steps, count, eager) })),
      tolerance: 1e-4,
      ...effort,
      rounds: Math.min(3, effort.rounds)
    },
    references: ['PyTorch', 'tfjs'],
    bounds: [
      { of: 'wasm', to: 'PyTorch', speed: 0.8 },
      { of: 'onnx', to: 'PyTorch', time: 0.75 },
      { of: 'onnx', to: 'tfjs', speed: 200 }
    ]
  })
}
