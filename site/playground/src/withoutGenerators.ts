/** Replaces random generators of fast-check that no law chooses. */
const absent = (): never => {
  throw new Error('this random generator of fast-check is not in the playground')
}

export const mersenne = absent

export const congruential32 = absent
