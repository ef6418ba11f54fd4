/**
 * A transformer of a trajectory: every state knows the rows of all states so far, one each. With a stride of one epoch, which is the
 * rule, that is a row for each epoch.
 *
 *     history(({ epoch, loss }) => ({ epoch, loss }))
 *
 * The rows of a state are put together when they are asked for: a list for every state would take quadratic time.
 */
export const history =
  <S extends object, R>(rowOf: (state: S) => R) =>
  (states: Iterable<S>): Iterable<S & { readonly history: readonly R[] }> => ({
    *[Symbol.iterator]() {
      const rows: R[] = []
      for (const state of states) {
        const length = rows.push(rowOf(state))
        yield {
          ...state,
          get history() {
            return rows.slice(0, length)
          }
        }
      }
    }
  })
