/** Keeps the values of the last few keys. */
export interface Keeping<A> {
  readonly get: (key: string) => A | undefined
  readonly set: (key: string, value: A) => void
  readonly clear: () => void
}

/** @param most number of values to keep. The oldest is dropped first. */
export const keeping = <A>(most: number): Keeping<A> => {
  const found = new Map<string, A>()
  return {
    get: key => found.get(key),
    set: (key, value) => {
      found.delete(key)
      found.set(key, value)
      for (const oldest of found.keys()) if (found.size > most) found.delete(oldest)
    },
    clear: () => found.clear()
  }
}
