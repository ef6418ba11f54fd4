import * as t from 'io-ts/lib/index.js'
import {
  constant,
  cosine,
  exponential,
  oneCycle,
  type Schedule,
  stepDecay,
  switchAfter,
  times,
  warmUp
} from '../learning/Schedule.js'
import { decoding, type Row } from './Row.js'

/** Default of a missing part, for the types only: codecs check the number of parts before they build. */
const absent = constant(0)

/** The catalogue of schedules: one row per kind. The examples have a learning rate of 0.01 and change within 12 steps. */
export const schedules: readonly Row<Schedule>[] = [
  {
    name: 'constant',
    formula: 'η',
    example: { rate: 0.01 },
    build: decoding(t.type({ rate: t.number }), ({ rate }) => constant(rate))
  },
  {
    name: 'stepDecay',
    formula: 'η factor^⌊step / every⌋',
    example: { rate: 0.01, factor: 0.5, every: 3 },
    build: decoding(t.type({ rate: t.number, factor: t.number, every: t.number }), ({ rate, factor, every }) =>
      stepDecay(rate, factor, every)
    )
  },
  {
    name: 'exponential',
    formula: 'η factor^step',
    example: { rate: 0.01, factor: 0.9 },
    build: decoding(t.type({ rate: t.number, factor: t.number }), ({ rate, factor }) => exponential(rate, factor))
  },
  {
    name: 'cosine',
    formula: 'lowest + (η − lowest) (1 + cos(π step / steps)) / 2',
    example: { rate: 0.01, steps: 12, lowest: 0 },
    build: decoding(t.type({ rate: t.number, steps: t.number, lowest: t.number }), ({ rate, steps, lowest }) =>
      cosine(rate, steps, lowest)
    )
  },
  {
    name: 'oneCycle',
    formula: 'half a cosine up from first to highest, half a cosine down to last',
    example: { highest: 0.01, steps: 12, upwards: 0.3, first: 0.0004, last: 4e-8 },
    build: decoding(
      t.type({ highest: t.number, steps: t.number, upwards: t.number, first: t.number, last: t.number }),
      ({ highest, steps, ...settings }) => oneCycle(highest, steps, settings)
    )
  },
  {
    name: 'warmUp',
    formula: 'linear increase to the rate of the part, then the part',
    example: { steps: 5 },
    parts: 1,
    build: decoding(t.type({ steps: t.number }), ({ steps }, [schedule = absent]) => warmUp(steps)(schedule))
  },
  {
    name: 'switchAfter',
    formula: 'the first part, then the second',
    example: { steps: 4 },
    parts: 2,
    build: decoding(t.type({ steps: t.number }), ({ steps }, [first = absent, next = absent]) =>
      switchAfter(steps, next)(first)
    )
  },
  {
    name: 'times',
    formula: 'factor times the part',
    example: { factor: 0.5 },
    parts: 1,
    build: decoding(t.type({ factor: t.number }), ({ factor }, [schedule = absent]) => times(factor)(schedule))
  }
]
