/** Caches a function by its argument, so that a test that runs alone computes only what it needs. */
export const once = <A, B>(f: (argument: A) => B): ((argument: A) => B) => {
  const known = new Map<A, { readonly value: B }>()
  return argument => {
    const found = known.get(argument) ?? { value: f(argument) }
    known.set(argument, found)
    return found.value
  }
}
