/** Training on streams: the same bits as training on data in memory, one compilation per shape, and resumption. */
import { pipe } from 'fp-ts/lib/function.js'
import { evaluate, map } from 'fp-ts/lib/State.js'
import {
  adam,
  Algebra,
  andThen,
  asBatch,
  type AsyncEngine,
  asyncStream,
  augment,
  batches,
  batchStream,
  dataset,
  dense,
  dropout,
  eager,
  type Engine,
  javascriptOnly,
  learner,
  meanSquaredError,
  prefetch,
  Randoms,
  type Stream,
  stream,
  streamTrajectory,
  sum,
  beside,
  take,
  tanh,
  tensor,
  train,
  trajectory,
  tupleDataset,
  Values
} from 'pullback'
import { describe, expect, test } from 'vitest'
import { noise } from '../networks.js'

const network = pipe(dense(2, 4), andThen(tanh()), andThen(dropout(0.2)), andThen(dense(4, 1)))
const student = learner(network, meanSquaredError(), adam(0.01))
const data = dataset(noise([10, 2]), noise([10, 1], 2))
const engines: readonly Engine[] = [eager, javascriptOnly, { ...javascriptOnly, stepsPerCall: 'one' }]
const same = (one: object, other: object) => expect(JSON.stringify(one)).toBe(JSON.stringify(other))

describe.each(engines)('on $name, $stepsPerCall steps per call', engine => {
  test('a stream of a dataset gives the states of the dataset', () => {
    const plan = { engine, from: 1 }
    const expected = [...pipe(trajectory(student, data, { ...plan, batchSize: 4 }), take(4))]
    const found = [...pipe(streamTrajectory(student, batchStream(4)(data), plan), take(4))]
    same(found, expected)
    expect(found.map(({ epoch, step }) => [epoch, step])).toEqual([1, 2, 3, 4].map(n => [n, 3 * n]))
  })

  test('n steps and then m are n + m', () => {
    const states = streamTrajectory(student, batchStream(4)(data), { engine, stride: 5, from: 1 })
    same(pipe(states.from(pipe(states, train(2))), train(3)), pipe(states, train(5)))
  })
})

/** Batches of random numbers, which depend only on the seed. */
const generated = (seen: number[] = []): Stream<typeof data.inputs, typeof data.targets> =>
  stream(
    function* (seed) {
      for (let i = 0; i < 7; i++) {
        const x = asBatch(evaluate(Randoms.branch(i)(seed))(Randoms.normal()([4, 2])))
        seen.push(i)
        yield [x, Algebra.featuresOf(0, 1, x)]
      }
    },
    { stepsPerEpoch: 3 }
  )

test('a generator is read again when it ends, with another seed, and skipped when training resumes', () => {
  const plan = { engine: javascriptOnly, from: 1 }
  const states = streamTrajectory(student, generated(), plan)
  const all = pipe(states, train(5))
  same(pipe(states.from(pipe(states, train(3))), train(2)), all)
  const other = pipe(states.from(2), train(5))
  expect(Values.sameValue(other.params, all.params)).toBe(false)
})

test('a batch is read when a step needs it, and never after the last step', () => {
  const seen: number[] = []
  const states = streamTrajectory(student, generated(seen), { from: 1 })
  expect(seen).toEqual([])
  pipe(states, train(1))
  expect(seen).toEqual([0, 1, 2])
})

test('an engine compiles once for every shape of batches', () => {
  const compiled: string[] = []
  const counting: Engine = {
    ...javascriptOnly,
    compile: f => {
      const run = javascriptOnly.compile((...given) => {
        compiled.push(given.at(-2)?.shape.join() ?? '')
        return f(...given)
      })
      return run
    }
  }
  const sizes = stream(
    function* () {
      for (const size of [4, 4, 4, 4, 4, 2]) yield [asBatch(noise([size, 2])), asBatch(noise([size, 1]))] as const
    },
    { stepsPerEpoch: 6 }
  )
  const quiet = learner(dense(2, 1), meanSquaredError(), adam(0.01))
  pipe(streamTrajectory(quiet, sizes, { engine: counting, from: 1 }), train(20))
  // The first program: 5 steps on batches of 4; the second: 1 step on a batch of 2. The step is traced once for each.
  expect(new Set(compiled)).toEqual(new Set(['5,4,2', '1,2,2']))
  expect(compiled.length).toBe(2)
})

test('the reading ends with the loop', () => {
  const ended: string[] = []
  const states = streamTrajectory(
    student,
    stream(function* () {
      try {
        for (;;) yield* batches(5)(data)
      } finally {
        ended.push('closed')
      }
    }),
    { stride: 1, from: 1 }
  )
  for (const { step } of states) if (step === 3) break
  expect(ended).toEqual(['closed'])
})

const later = (ended: string[] = []) =>
  asyncStream(
    async function* () {
      try {
        for (const batch of batches(4)(data)) yield await Promise.resolve(batch)
      } finally {
        ended.push('closed')
      }
    },
    { stepsPerEpoch: 3 }
  )
const now = stream(() => batches(4)(data), { stepsPerEpoch: 3 })

test('an async stream gives the same states, also with batches requested ahead, on engines of both kinds', async () => {
  const expected = pipe(streamTrajectory(student, now, { from: 1 }), train(4))
  const asyncEngine: AsyncEngine = {
    name: 'later',
    isAsync: true,
    compile: f => {
      const run = javascriptOnly.compile(f)
      return (...inputs) => Promise.resolve(run(...inputs))
    }
  }
  const ended: string[] = []
  same(await pipe(streamTrajectory(student, later(ended), { from: 1 }), train(4))(), expected)
  // Twelve batches are four passes; the fourth is closed although it is not read to its end.
  expect(ended.length).toBe(4)
  same(await pipe(streamTrajectory(student, pipe(later(), prefetch(3)), { from: 1 }), train(4))(), expected)
  same(await pipe(streamTrajectory(student, later(), { engine: asyncEngine, from: 1 }), train(4))(), expected)
  same(await pipe(streamTrajectory(student, now, { engine: asyncEngine, from: 1 }), train(4))(), expected)
})

test('prefetch requests batches ahead, and closes the stream', async () => {
  const asked: string[] = []
  const slow = asyncStream(async function* () {
    try {
      for (let i = 0; ; i++) {
        asked.push(`batch ${i}`)
        yield await Promise.resolve([data.inputs, data.targets] as const)
      }
    } finally {
      asked.push('closed')
    }
  })
  for await (const [inputs] of prefetch(3)(slow).from(0, Randoms.seed(1))) {
    await new Promise(resolve => setTimeout(resolve, 0))
    if (inputs.shape[0] === 10) break
  }
  expect(asked).toEqual(['batch 0', 'batch 1', 'batch 2', 'batch 3', 'closed'])
})

test('a signal ends a training on an async stream', async () => {
  const controller = new AbortController()
  const states = streamTrajectory(student, later(), { from: 1, signal: controller.signal })
  const reached: number[] = []
  await expect(async () => {
    for await (const { epoch } of states) {
      reached.push(epoch)
      if (epoch === 3) controller.abort(new Error('cancelled'))
    }
  }).rejects.toThrow('cancelled')
  expect(reached).toEqual([1, 2, 3])
})

test('an augmented stream depends only on the seed and the step', async () => {
  const vary = ([x, t]: readonly [typeof data.inputs, typeof data.targets]) =>
    pipe(
      Randoms.normal(0, 0.1)(x.shape),
      map(drawn => [Algebra.add(x, drawn), t] as const)
    )
  const plan = { stride: 5, from: 1 }
  const states = streamTrajectory(student, pipe(batchStream(4)(data), augment(vary)), plan)
  const all = pipe(states, train(4))
  same(pipe(states.from(pipe(states, train(2))), train(2)), all)
  const plain = pipe(streamTrajectory(student, batchStream(4)(data), plan), train(4))
  expect(Values.sameValue(plain.params, all.params)).toBe(false)
  const [there, here] = [
    streamTrajectory(student, pipe(later(), augment(vary)), plan),
    streamTrajectory(student, pipe(now, augment(vary)), plan)
  ]
  same(await pipe(there, train(3))(), pipe(here, train(3)))
})

test('a stream of pairs', () => {
  const pairs = tupleDataset([noise([6, 2]), noise([6, 3], 2)], noise([6, 1], 3))
  const two = learner(pipe(beside(dense(2, 1), dense(3, 1)), andThen(sum())), meanSquaredError(), adam(0.01))
  const plan = { engine: javascriptOnly, from: 1 }
  same(
    pipe(streamTrajectory(two, batchStream(4)(pairs), plan), train(3)),
    pipe(trajectory(two, pairs, { ...plan, batchSize: 4 }), train(3))
  )
})

test('the sequence ends with the first loss that is not finite', () => {
  const wild = learner(dense(2, 1), meanSquaredError(), { ...student.optimizer, learningRate: () => 1e200 })
  for (const engine of engines) {
    const states = [...streamTrajectory(wild, batchStream(2)(data), { engine, from: 1 })]
    same(states, [...trajectory(wild, data, { engine, batchSize: 2, from: 1 })])
    expect(states.length).toBeLessThan(4)
  }
})

test('mistakes are named', () => {
  const first = (of: Stream<typeof data.inputs, typeof data.targets>) => () =>
    pipe(streamTrajectory(student, of, { from: 1 }), train(1))
  const used = [asBatch(tensor([[1, 2]])), asBatch(tensor([[1]]))] as const
  const spent = [used][Symbol.iterator]()
  expect(first(stream(() => spent))).toThrow(
    'stream: pass 2 over the data has no batches: the function must return a new iterable with batches at every call'
  )
  expect(first(stream(() => [[used[0], asBatch(tensor([[1], [2]]))]]))).toThrow(
    'A batch must have one target per input, found 1 and 2 rows'
  )
  expect(first({ isAsync: false, stepsPerEpoch: 1, from: () => [] })).toThrow('the batches of a stream must not end')
  // @ts-expect-error: three features
  expect(first(stream(() => [[asBatch(tensor([[1, 2, 3]])), used[1]]]))).toThrow('dense(2, 4) takes [2], found [3]')
  // @ts-expect-error: a dataset is not a stream
  expect(() => streamTrajectory(student, data, { from: 1 })).toThrow(
    'streamTrajectory takes a stream, such as batchStream(32)(examples)'
  )
  // @ts-expect-error: training starts from a seed or a state
  expect(() => streamTrajectory(student, now, {})).toThrow('streamTrajectory: from must be a seed')
})
