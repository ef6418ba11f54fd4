/** Schedules as JSON and back: a table of the functions that make them. */
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
import { type Build, buildFrom, type Codec, codecOf, kind, type Kind, registered } from './Codec.js'

/** Never used: a schedule with parts has them by the time it is made. */
const none = constant(0)

const kinds = {
  constant: kind(t.type({ rate: t.number }), ({ rate }) => constant(rate)),
  stepDecay: kind(t.type({ rate: t.number, factor: t.number, every: t.number }), ({ rate, factor, every }) =>
    stepDecay(rate, factor, every)
  ),
  exponential: kind(t.type({ rate: t.number, factor: t.number }), ({ rate, factor }) => exponential(rate, factor)),
  cosine: kind(t.type({ rate: t.number, steps: t.number, lowest: t.number }), ({ rate, steps, lowest }) =>
    cosine(rate, steps, lowest)
  ),
  oneCycle: kind(
    t.type({ highest: t.number, steps: t.number, upwards: t.number, first: t.number, last: t.number }),
    ({ highest, steps, ...settings }) => oneCycle(highest, steps, settings)
  ),
  warmUp: kind(t.type({ steps: t.number }), ({ steps }, [schedule = none]) => warmUp(steps)(schedule), 1),
  switchAfter: kind(
    t.type({ steps: t.number }),
    ({ steps }, [first = none, next = none]) => switchAfter(steps, next)(first),
    2
  ),
  times: kind(t.type({ factor: t.number }), ({ factor }, [schedule = none]) => times(factor)(schedule), 1)
} satisfies Record<string, Kind<Schedule>>

/** A schedule of one's own is saved under the kind of its description, if that is registered here. */
export const buildSchedule = (own: Readonly<Record<string, Kind<Schedule>>> = {}): Build<Schedule> =>
  buildFrom(
    registered<Schedule>('a schedule', own, Object.entries(kinds)),
    name => `no schedule is registered under the name ${JSON.stringify(name)}`
  )

export const scheduleCodec = (own?: Readonly<Record<string, Kind<Schedule>>>): Codec<Schedule> =>
  codecOf('schedule', buildSchedule(own))
