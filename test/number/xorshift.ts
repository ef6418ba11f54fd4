/** Random numbers from 0 to 1, the same in every run (G. Marsaglia, Xorshift RNGs, Journal of Statistical Software 8, 2003). */
export const xorshift = (): (() => number) => {
  let state = 42
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}
