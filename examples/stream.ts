/** Trains on a stream that is larger than memory: 1,600 batches that are made when they are needed, and never kept. */
import { pipe } from 'fp-ts/lib/function.js'
import { map } from 'fp-ts/lib/State.js'
import { adam, Algebra, andThen, asBatch, augment, dense, fromArray, fromBatches, javascript, learner } from 'pullback'
import { meanSquaredError, Randoms, stream, streamTrajectory, tanh, train, trajectory } from 'pullback'

const [batchSize, features, perEpoch, epochs] = [64, 16, 400, 4]
const wave = Float64Array.from(
  { length: perEpoch * batchSize + features },
  (_, t) => Math.sin(t / 5) + Math.sin(t / 17)
)

/** The batches of one pass. A generator that reads a file, or an async one that reads a socket, has the same form. */
function* windows() {
  for (let start = 0; start < perEpoch * batchSize; start += batchSize) {
    const x = new Float64Array(batchSize * features)
    for (let i = 0; i < batchSize; i++) x.set(wave.subarray(start + i, start + i + features), i * features)
    const next = wave.subarray(start + features, start + features + batchSize)
    yield [asBatch(fromArray([batchSize, features], x)), asBatch(fromArray([batchSize, 1], next))] as const
  }
}

const network = pipe(dense(features, 64), andThen(tanh()), andThen(dense(64, 1)))
const student = learner(network, meanSquaredError(), adam(0.001))
const plan = { engine: javascript, from: 1 }

const timed = <A>(run: () => A): readonly [result: A, seconds: number] => {
  const start = performance.now()
  return [run(), (performance.now() - start) / 1000]
}

const streamed = stream(windows, { stepsPerEpoch: perEpoch })
const inMemory = fromBatches(windows())
const memory = () => pipe(trajectory(student, inMemory, { ...plan, batchSize, shuffle: false }), train(epochs))
const disk = () => pipe(streamTrajectory(student, streamed, plan), train(epochs))
const [kept, secondsKept] = timed(memory)
const [passed, secondsPassed] = timed(disk)

console.log(`${passed.step * batchSize} examples, ${streamed.stepsPerEpoch} batches per epoch`) // → 102400 examples, 400 batches per epoch
console.log(`the same bits as in memory: ${kept.loss === passed.loss}`) // → the same bits as in memory: true
console.log(`${(secondsPassed / secondsKept).toFixed(2)} times the time in memory`) // → … times the time in memory

// Augmentation is a pure function of the seed: the noise of a step is the same in every run.
const noisy = pipe(
  streamed,
  augment(([x, t]) =>
    pipe(
      Randoms.normal(0, 0.1)(x.shape),
      map(noise => [Algebra.add(x, noise), t])
    )
  )
)
const augmented = () => pipe(streamTrajectory(student, noisy, plan), train(1)).loss
console.log(`augmented: loss ${augmented().toFixed(4)}, again the same: ${augmented() === augmented()}`) // → augmented: loss 0.1361, again the same: true
