/**
 * Start-up time of the compiling engines. The first call of a training step records the step as a program, compiles the program
 * and runs it; the second call only runs it. Recording is timed separately too.
 */
import {
  type Dataset,
  type Engine,
  type Learner,
  type Params,
  train,
  type TrainingState,
  trajectory
} from '../src/index.js'
import { traceFor } from '../src/engine/compiler/trace.js'
import { type Value } from '../src/algebra/Value.js'
import { engines } from './engines.js'
import { median } from './median.js'
import { onnx } from './onnx.js'
import { check, type Effort, type Section, significant } from './Section.js'
import { denseJob } from './step/denseJob.js'
import { lenetJob } from './step/lenet.js'
import { table } from './table.js'
import { xorJob } from './xor/trained.js'

const milliseconds = (work: () => unknown): number => {
  const start = performance.now()
  work()
  return performance.now() - start
}

interface Training<P extends Params, A extends Value, B extends Value, T extends Value> {
  readonly student: Learner<P, A, B, T>
  readonly examples: Dataset<A, T>
  readonly from: TrainingState<P>
}

/** Prepares a training step, which compiles at its first call. */
const step =
  <P extends Params, A extends Value, B extends Value, T extends Value>(
    { student, examples, from }: Training<P, A, B, T>,
    batchSize: number
  ) =>
  (engine: Engine): (() => unknown) => {
    const states = trajectory(student, examples, { engine, batchSize, shuffle: false, stride: 1, from })
    return () => train(1)(states)
  }

/** Milliseconds to record a step. */
const recordingOf = (stepOn: (engine: Engine) => () => unknown): number => {
  let time = NaN
  const recorder: Engine = {
    name: 'recorder',
    compile:
      f =>
      (...inputs) => {
        time = milliseconds(() => traceFor(inputs, f))
        return f(...inputs)
      }
  }
  stepOn(recorder)()
  return time
}

const networks = {
  XOR: step(xorJob, 1),
  '784-128-10': step(denseJob(32), 32),
  'LeNet-5': step(lenetJob(), 32)
}

export const compile = async ({ rounds }: Effort): Promise<Section> => {
  const present = Object.entries({ ...engines, onnx }).flatMap(([name, engine]) => {
    try {
      return name === 'eager' ? [] : [{ name, engine: engine() }]
    } catch {
      return [] // ONNX Runtime is not installed
    }
  })
  const rows = Object.entries(networks).flatMap(([network, stepOn]) =>
    present.map(({ name, engine }) => {
      const times = Array.from({ length: rounds }, () => {
        const recording = recordingOf(stepOn)
        const run = stepOn(engine)
        return { recording, first: milliseconds(run), second: milliseconds(run) }
      })
      const of = (part: 'recording' | 'first' | 'second') => median(times.map(time => time[part]))
      return {
        network,
        engine: name,
        recording: of('recording'),
        first: of('first'),
        second: of('second'),
        longest: Math.max(...times.map(({ first }) => first))
      }
    })
  )
  const heading = ['milliseconds', 'engine', 'recording', 'first call', 'second call', 'longest first call']
  const lines = rows.map(({ network, engine, recording, first, second, longest }) => [
    network,
    engine,
    ...[recording, first, second, longest].map(significant)
  ])
  return Promise.resolve({
    name: 'compile',
    title: 'What it takes to begin: a first call records, compiles and runs a step, a second runs it',
    text: table([heading, ...lines]),
    data: { unit: 'milliseconds', rows },
    checks: rows.map(({ network, engine, longest }) =>
      check(
        `${network} on ${engine}: milliseconds until the first step is done, at most 1000`,
        longest,
        time => time <= 1000
      )
    ),
    isWrong: false
  })
}
