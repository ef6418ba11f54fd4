/**
 * A transformer of a trajectory: every state knows the rows of all states so far, one each. With a stride of one epoch, which is the
 * rule, that is a row for each epoch.
 *
 *     history(({ epoch, loss }) => ({ epoch, loss }))
 */
export const history =
  <S extends object, R>(rowOf: (state: S) => R) =>
  (states: Iterable<S>): Iterable<S & { readonly history: readonly R[] }> => ({
    *[Symbol.iterator]() {
      let rows: readonly R[] = []
      for (const state of states) {
        rows = [...rows, rowOf(state)]
        yield { ...state, history: rows }
      }
    }
  })
