import { exercises } from '../../../laws/exercise/exercises.js'
import { lessons } from '../../lessons.js'

/** The lessons that end with an exercise. */
const lessonsWith = (id: number) =>
  lessons.flatMap(({ title, exercise }, number) => (exercise === id ? [{ number, title }] : []))

/** One page for each exercise. */
export default {
  paths: () =>
    exercises.map(({ id, title, skeleton, hints }) => ({
      params: { id: String(id), title, skeleton, hints, lessons: lessonsWith(id) }
    }))
}
