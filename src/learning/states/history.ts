import { extended } from './extended.js'
import { type States, type Transformed } from './States.js'
import { transform } from './transform.js'

/** Rows, the last one first: the rows of a state share those of the state before. */
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
 * Adds to every state the rows of all states so far as `history`, one row a state. With the default stride of one epoch that
 * is one row an epoch.
 *
 * The list is made when it is read: a list for every state would take quadratic time.
 *
 * @example pipe(trajectory(student, data, plan), history(({ epoch, loss }) => ({ epoch, loss })), train(200))
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
