/**
 * A copy of a state with one more field. Unlike a spread, it does not compute getters of the state, such as its history.
 */
export const extended = <S extends object, F extends object>(state: S, field: F): S & F =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- TypeScript does not follow descriptors
  Object.defineProperties(
    {},
    { ...Object.getOwnPropertyDescriptors(state), ...Object.getOwnPropertyDescriptors(field) }
  ) as S & F
