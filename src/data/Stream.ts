import { evaluate } from 'fp-ts/lib/State.js'
import { type Value } from '../algebra/Value.js'
import { branch, type Random, type Seed } from '../tensor/Random.js'
import { positiveInteger } from '../tensor/range.js'
import { type Dataset, type Example, orderOf, rowsAt } from './Dataset.js'

/** What both kinds of stream have in common. */
interface Endless<Batches> {
  /** Number of batches in an epoch, after which a trajectory yields a state. */
  readonly stepsPerEpoch: number
  /**
   * The batches from a step of the training on. The sequence has no end, and depends only on the step and the seed, so that
   * training can resume at any step.
   */
  readonly from: (step: number, seed: Seed) => Batches
}

/**
 * Batches that a training reads one after the other, and does not keep: data larger than memory, generated or augmented data.
 * `stream` makes one from a generator, `batchStream` from a dataset, and `streamTrajectory` trains on it.
 */
export interface Stream<A extends Value, T extends Value> extends Endless<Iterable<Example<A, T>>> {
  /** Marks a stream whose batches are available at once. See `AsyncStream` for the other kind. */
  readonly isAsync: false
}

/** A stream whose batches arrive later, such as those of a file or of a network connection. `asyncStream` makes one. */
export interface AsyncStream<A extends Value, T extends Value> extends Endless<AsyncIterable<Example<A, T>>> {
  /** Marks an asynchronous stream, so that `streamTrajectory` knows its kind before the first batch. */
  readonly isAsync: true
}

/** A stream of either kind. */
export type AnyStream<A extends Value, T extends Value> = Stream<A, T> | AsyncStream<A, T>

/** Settings of `stream` and `asyncStream`. */
export interface StreamSettings {
  /** Number of batches in an epoch. Default: 100. */
  readonly stepsPerEpoch?: number
}

/** The seed of the n-th pass over the data, and of the augmentation of the n-th batch. */
const seedOf = { pass: branch(-2), augmentation: branch(-3) }

const withoutBatches = (name: string, pass: number): RangeError =>
  new RangeError(
    `${name}: pass ${pass + 1} over the data has no batches: the function must return a new iterable with batches at every call`
  )

/**
 * A stream of the batches that a function returns. When they end, the function is called again for the next pass, with another
 * seed. A training that resumes skips the batches before its step.
 *
 * @param batches returns the batches of one pass over the data, such as a generator function. It must depend only on the seed,
 * from which it can draw an order.
 * @param settings `stepsPerEpoch`. Default: 100.
 * @throws RangeError if `stepsPerEpoch` is not a positive integer, or later if a pass has no batches
 * @example
 * const noisy = stream(function* (seed) {
 *   const x = evaluate(seed)(Randoms.uniform(-1, 1)([32, 2]))
 *   yield [asBatch(x), asBatch(Algebra.square(x))] as const
 * })
 */
export const stream = <A extends Value, T extends Value>(
  batches: (seed: Seed) => Iterable<Example<A, T>>,
  { stepsPerEpoch = 100 }: StreamSettings = {}
): Stream<A, T> => ({
  isAsync: false,
  stepsPerEpoch: positiveInteger('stream: stepsPerEpoch', stepsPerEpoch),
  from: function* (step, seed) {
    let skipped = 0
    for (let pass = 0; ; pass++) {
      let isEmpty = true
      for (const batch of batches(branch(pass)(seedOf.pass(seed)))) {
        isEmpty = false
        if (skipped === step) yield batch
        else skipped++
      }
      if (isEmpty) throw withoutBatches('stream', pass)
    }
  }
})

/**
 * A stream of the batches that a function returns as an `AsyncIterable`, such as an async generator that reads a file. When they
 * end, the function is called again for the next pass, with another seed.
 *
 * @param batches returns the batches of one pass over the data
 * @param settings `stepsPerEpoch`. Default: 100.
 * @throws RangeError if `stepsPerEpoch` is not a positive integer, or later if a pass has no batches
 * @example
 * const later = asyncStream(async function* () {
 *   for (const batch of batches(2)(data)) yield await Promise.resolve(batch)
 * })
 */
export const asyncStream = <A extends Value, T extends Value>(
  batches: (seed: Seed) => AsyncIterable<Example<A, T>>,
  { stepsPerEpoch = 100 }: StreamSettings = {}
): AsyncStream<A, T> => ({
  isAsync: true,
  stepsPerEpoch: positiveInteger('asyncStream: stepsPerEpoch', stepsPerEpoch),
  from: async function* (step, seed) {
    let skipped = 0
    for (let pass = 0; ; pass++) {
      let isEmpty = true
      for await (const batch of batches(branch(pass)(seedOf.pass(seed)))) {
        isEmpty = false
        if (skipped === step) yield batch
        else skipped++
      }
      if (isEmpty) throw withoutBatches('asyncStream', pass)
    }
  }
})

/**
 * A stream of the batches of a dataset, in a new random order in every epoch. The batches are those of `trajectory`, so training
 * on them gives the same bits. Use it to augment a dataset.
 *
 * @param batchSize number of examples per batch. The last batch of an epoch is smaller if it does not divide their number.
 * @throws RangeError if the batch size is not a positive integer
 * @example streamTrajectory(student, batchStream(2)(data), { from: 1 }) // the states of trajectory(student, data, { batchSize: 2, from: 1 })
 */
export const batchStream = (
  batchSize: number
): (<A extends Value, T extends Value>(examples: Dataset<A, T>) => Stream<A, T>) => {
  positiveInteger('batchStream: the batch size', batchSize)
  return examples => {
    const { size, inputs, targets } = examples
    const stepsPerEpoch = Math.ceil(size / batchSize)
    return {
      isAsync: false,
      stepsPerEpoch,
      from: function* (step, seed) {
        let [epoch, place] = [Math.floor(step / stepsPerEpoch), step % stepsPerEpoch]
        for (; ; epoch++, place = 0) {
          const order = epochOrder(examples, seed, epoch)
          for (; place < stepsPerEpoch; place++) {
            const rows = rowsAt(order.slice(place * batchSize, (place + 1) * batchSize))
            yield [rows(inputs), rows(targets)]
          }
        }
      }
    }
  }
}

/** The random order of the examples in an epoch. It depends only on the seed and the number of the epoch. */
export const epochOrder = (examples: { readonly size: number }, seed: Seed, epoch: number): readonly number[] =>
  orderOf(examples, branch(epoch)(branch(-1)(seed)))

/**
 * Augments a stream: replaces every batch by a random variation of it. The variation of a batch depends only on the seed of the
 * training and the number of the step, so a training that resumes gives the same bits.
 *
 * @param vary a random variation of a batch
 * @example
 * const noisy = pipe(
 *   batchStream(2)(data),
 *   augment(([x, t]) => pipe(Randoms.normal(0, 0.1)(x.shape), map(noise => [Algebra.add(x, noise), t])))
 * )
 */
export const augment =
  <A extends Value, T extends Value, I = Stream<A, T>>(vary: (batch: Example<A, T>) => Random<Example<A, T>>) =>
  (stream: I & AnyStream<A, T>): I => {
    const varied = (batch: Example<A, T>, step: number, seed: Seed) =>
      evaluate(branch(step)(seedOf.augmentation(seed)))(vary(batch))
    const augmented: AnyStream<A, T> = stream.isAsync
      ? {
          ...stream,
          from: async function* (step, seed) {
            for await (const batch of stream.from(step, seed)) yield varied(batch, step++, seed)
          }
        }
      : {
          ...stream,
          from: function* (step, seed) {
            for (const batch of stream.from(step, seed)) yield varied(batch, step++, seed)
          }
        }
    // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- a stream of the same kind and types
    return augmented as unknown as I
  }

/**
 * Requests batches ahead of the training, so that a file is read while the training computes. The batches are the same.
 *
 * @param count number of batches to request ahead: they are held in memory. Default: 2.
 * @throws RangeError if the count is not a positive integer
 * @example pipe(asyncStream(async function* () { yield await Promise.resolve([x, targets] as const) }), prefetch(4))
 */
export const prefetch = (
  count = 2
): (<A extends Value, T extends Value>(stream: AsyncStream<A, T>) => AsyncStream<A, T>) => {
  positiveInteger('prefetch: the count', count)
  return stream => ({
    ...stream,
    from: async function* (step, seed) {
      const batches = stream.from(step, seed)[Symbol.asyncIterator]()
      const requested: ReturnType<typeof batches.next>[] = []
      const request = () => {
        const next = batches.next()
        // The failure is thrown where the batch is awaited. Without this line Node would stop at once.
        next.catch(() => undefined)
        requested.push(next)
      }
      try {
        for (let i = 0; i < count; i++) request()
        for (;;) {
          const next = await requested.shift()
          if (next === undefined || next.done === true) return
          request()
          yield next.value
        }
      } finally {
        await batches.return?.()
      }
    }
  })
}
