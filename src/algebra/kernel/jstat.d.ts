/** What we use of the package, which has no types of its own. */
declare module 'jstat' {
  const jstat: { readonly erf: (x: number) => number }
  export default jstat
}
