import { exercises } from '../../../laws/exercise/exercises.js'

/** One page for each exercise. */
export default {
  paths: () =>
    exercises.map(({ id, title, skeleton, hints }) => ({ params: { id: String(id), title, skeleton, hints } }))
}
