import { schedules } from '../catalogue/schedules.js'
import { type Schedule } from '../learning/Schedule.js'
import { type CodecBuild, buildFrom, type Codec, codecOf, type CodecKind, kindsOf, registered } from './Codec.js'

/**
 * Builds schedules from the catalogue, and custom schedules with the kinds that are registered.
 *
 * @throws RangeError if a custom kind has the name of a built-in schedule
 */
export const buildSchedule = (own: Readonly<Record<string, CodecKind<Schedule>>> = {}): CodecBuild<Schedule> =>
  buildFrom(
    registered<Schedule>('a schedule', own, kindsOf(schedules)),
    name => `unknown schedule ${JSON.stringify(name)}: a custom schedule needs a builder registered under this name`
  )

/**
 * Codec for schedules. Saves every built-in schedule, and custom schedules whose kinds are registered.
 *
 * @param own kinds of custom schedules, by the kind of their description. Default: none.
 * @throws RangeError if a custom kind has the name of a built-in schedule
 * @example scheduleCodec().encode(Schedules.cosine(0.01, 1000))
 */
export const scheduleCodec = (own?: Readonly<Record<string, CodecKind<Schedule>>>): Codec<Schedule> =>
  codecOf('schedule', buildSchedule(own))
