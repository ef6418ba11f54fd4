import { type Either, fromNullable } from 'fp-ts/lib/Either.js'
import { suggestion } from '../../codec/suggestion.js'
import { type Failure, usage } from '../Command.js'
import { type Exercises } from '../loadLaws.js'

/** The exercise with a number or a name. */
export const exerciseNamed = (
  { exerciseOf, exercises }: Pick<Exercises, 'exerciseOf' | 'exercises'>,
  word: string
): Either<Failure, Exercises['exercises'][number]> => {
  const nearest = suggestion(
    word,
    exercises.map(({ name }) => name)
  )
  const line = `unknown exercise ${JSON.stringify(word)} (pullback exercise lists them)${nearest}`
  return fromNullable(usage(line))(exerciseOf(word))
}
