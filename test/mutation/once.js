/**
 * What test/laws/once.ts is, for Stryker: every test that asks counts as having run all that was run for the answer. Else the
 * mutants in it would be tried on the first of these tests only.
 */
let answers = 0

export const once = f => {
  const known = new Map()
  const compute = argument => {
    const stryker = globalThis.__stryker__
    if (!stryker.isCounting) return { value: f(argument), hits: {} }
    const test = stryker.currentTestId
    answers += 1
    const own = (stryker.currentTestId = `answer ${answers}`)
    const value = f(argument)
    stryker.currentTestId = test
    const { perTest } = stryker.mutantCoverage
    const hits = perTest[own] ?? {}
    delete perTest[own]
    return { value, hits }
  }
  return argument => {
    const { value, hits } = known.get(argument) ?? compute(argument)
    known.set(argument, { value, hits })
    const { currentTestId, isCounting, mutantCoverage } = globalThis.__stryker__
    if (!isCounting) return value
    const covered = (mutantCoverage.perTest[currentTestId] ??= {})
    for (const [mutant, times] of Object.entries(hits)) covered[mutant] = (covered[mutant] ?? 0) + times
    return value
  }
}
