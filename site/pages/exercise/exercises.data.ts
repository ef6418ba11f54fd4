import { exercises } from '../../../laws/exercise/exercises.js'

/** The numbers and titles of the exercises. */
export default {
  load: (): readonly { readonly id: number; readonly title: string }[] =>
    exercises.map(({ id, title }) => ({ id, title }))
}
