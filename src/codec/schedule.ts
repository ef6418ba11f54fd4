import { schedules } from '../catalogue/schedules.js'
import { type Schedule } from '../learning/Schedule.js'
import { type CodecBuild, buildFrom, type Codec, codecOf, type CodecKind, kindsOf, registered } from './Codec.js'

/**
 * Builds schedules from the catalogue. A custom schedule is saved under the kind of its description, if that kind is
 * registered here.
 *
 * @throws RangeError if a registered name is taken
 */
export const buildSchedule = (own: Readonly<Record<string, CodecKind<Schedule>>> = {}): CodecBuild<Schedule> =>
  buildFrom(
    registered<Schedule>('a schedule', own, kindsOf(schedules)),
    name => `no schedule is registered under the name ${JSON.stringify(name)}`
  )

/** Schedules as JSON and back. */
export const scheduleCodec = (own?: Readonly<Record<string, CodecKind<Schedule>>>): Codec<Schedule> =>
  codecOf('schedule', buildSchedule(own))
