/** What is computed once for each argument, by the first test that asks: a test that runs alone pays for nothing else. */
export const once = <A, B>(f: (argument: A) => B): ((argument: A) => B) => {
  const known = new Map<A, { readonly value: B }>()
  return argument => {
    const found = known.get(argument) ?? { value: f(argument) }
    known.set(argument, found)
    return found.value
  }
}
