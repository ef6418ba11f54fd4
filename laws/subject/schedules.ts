import { exampleOf } from '../../src/catalogue/Row.js'
import { schedules } from '../../src/catalogue/schedules.js'
import { constant, cosine, exponential, type Schedule } from '../../src/learning/Schedule.js'

/** The parts of composed schedules, different from one another. Default: constant schedules. */
export const knowledge: Readonly<Record<string, readonly Schedule[]>> = {
  switchAfter: [constant(0.02), cosine(0.01, 5)],
  times: [exponential(0.02, 0.9)]
}

/** Every kind of schedule of the catalogue, by name. */
export const scheduleSubjects: ReadonlyMap<string, Schedule> = new Map(
  schedules.map(row => {
    const constants = Array.from({ length: row.parts ?? 0 }, () => constant(0.01))
    return [row.name, exampleOf(row, knowledge[row.name] ?? constants)]
  })
)
