import { extended } from './extended.js'
import { type States, type Transformed } from './States.js'
import { transform } from './transform.js'

/** A linked list of rows, last one first. A state shares the rows of the state before it. */
interface Rows<R> {
  readonly row: R
  readonly length: number
  readonly earlier: Rows<R> | undefined
}

const inOrder = <R>({ length, ...last }: Rows<R>): readonly R[] => {
  const rows = new Array<R>(length)
  let rest: Omit<Rows<R>, 'length'> | undefined = last
  for (let i = length - 1; rest !== undefined; i--) {
    rows[i] = rest.row
    rest = rest.earlier
  }
  return rows
}

/**
 * Adds `history` to every state: a list with one row for each state so far. With the default stride there is one row per epoch.
 *
 * The list is built when it is read, because building one for every state would take quadratic time.
 *
 * @param rowOf computes the row of a state
 * @example pipe(trajectory(student, examples, { from: 1 }), history(({ epoch, loss }) => ({ epoch, loss })), train(200))
 */
export const history = <S extends object, R, I = Iterable<S>>(
  rowOf: (state: S) => R
): ((states: I & States<S>) => Transformed<I, S & { readonly history: readonly R[] }>) =>
  transform({
    start: undefined,
    step: (earlier: Rows<R> | undefined, state: S) => {
      const rows = { row: rowOf(state), length: (earlier?.length ?? 0) + 1, earlier }
      const field = {
        get history(): readonly R[] {
          return inOrder(rows)
        }
      }
      return [rows, extended(state, field)]
    }
  })
