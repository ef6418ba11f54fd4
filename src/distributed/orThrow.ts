import { type Either, isLeft } from 'fp-ts/lib/Either.js'

/** The `Right`. Throws the line of a `Left`, in a function whose caller turns errors into lines. */
export const orThrow = <A>(found: Either<string, A>): A => {
  if (isLeft(found)) throw new Error(found.left)
  return found.right
}
