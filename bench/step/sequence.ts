/**
 * Training steps of a GPT and of an LSTM on sequences of 64 characters, with Adam and cross-entropy on class numbers.
 *
 * The answers are those of the engine javascript, because a step of the GPT takes seconds on the engine eager.
 */
import { pipe } from 'fp-ts/lib/function.js'
import { evaluate } from 'fp-ts/lib/State.js'
import {
  adam,
  andThen,
  asBatch,
  type Batched,
  dense,
  embedding,
  fromArray,
  javascript,
  type Layer,
  layerNorm,
  learnedPositions,
  learner,
  lstm,
  onClasses,
  type Params,
  perPosition,
  Randoms,
  repeat,
  softmaxCrossEntropy,
  toArray,
  transformerBlock,
  wasmEngine
} from '../../src/index.js'
import { perThreads } from '../Contestant.js'
import { onnx } from '../onnx.js'
import { python } from '../python.js'
import { type Race } from '../race.js'
import { jobOf, lossAfter, onEngine } from './Job.js'
import { written } from './written.js'

const gptNetwork = pipe(
  embedding<readonly [64], 65, 128>(65, 128),
  andThen(learnedPositions(64, 128)),
  andThen(repeat(4, transformerBlock<64, 128, 4>(128, 4, { causal: true }))),
  andThen(layerNorm(128)),
  andThen(perPosition(dense(128, 65)))
)

const lstmNetwork = pipe(
  embedding<readonly [64], 65, 32>(65, 32),
  andThen(lstm(32, 128)),
  andThen(perPosition(dense(128, 65)))
)

const batch = 16
const batches = 2
const learningRate = 1e-3

/** Random characters, and for each the one to predict: its square mod 65, which is one of 21. */
const characters = () => {
  const drawn = toArray(evaluate(Randoms.seed(1))(Randoms.uniform(0, 65)([batches * batch, 64]))).map(Math.floor)
  const examples = (numbers: readonly number[]) => asBatch(fromArray([batches * batch, 64], numbers))
  return { inputs: examples(drawn), targets: examples(drawn.map(character => character ** 2 % 65)) }
}

const sequences = <P extends Params>(
  name: 'gpt' | 'lstm',
  title: string,
  network: Layer<P, Batched<readonly [64]>, Batched<readonly [64, 65]>>
): Race => {
  const student = learner(network, onClasses<readonly [64], 65>(softmaxCrossEntropy()), adam(learningRate))
  const steps = jobOf(student, characters(), {
    batch,
    learningRate
  })
  return {
    title: `Training step of ${title}, on 64 positions in batches of ${batch}`,
    unit: 'step',
    contestants: {
      javascript: () => onEngine(steps)(javascript),
      wasm: () => onEngine(steps)(wasmEngine()),
      onnx: () => onEngine(steps)(onnx()),
      ...perThreads('PyTorch', threads =>
        python(threads, 'torch', 'bench/step/sequence.py', name, written(steps.numbers))
      )
    },
    answers: () => [batches + 1, 4 * batches + 1].map(count => ({ count, error: lossAfter(steps, count, javascript) })),
    tolerance: 1e-3,
    rounds: 3,
    references: ['PyTorch'],
    bounds: [{ of: 'onnx', to: 'PyTorch', speed: 1 }]
  }
}

/** A GPT with four blocks of width 128 and four heads. */
export const gpt = (): Race => sequences('gpt', 'a GPT of 4 blocks of width 128', gptNetwork)

/** An LSTM from 32 features to 128 units. */
export const recurrent = (): Race => sequences('lstm', 'an LSTM 32→128', lstmNetwork)
