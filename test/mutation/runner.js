/**
 * Runs tests for Stryker, in its process. The bundle is loaded anew for every mutant, which takes milliseconds, so that a mutant
 * in what a module makes is made, and no mutant sees what another has left.
 */
import { performance } from 'node:perf_hooks'
import { pathToFileURL } from 'node:url'
import process from 'node:process'
import { chosen } from './groups.js'
import { isDrawn, reporter } from './sample.js'

/** What Stryker's changes to the source read and write. */
const stryker = (globalThis.__stryker__ = {})
const [passed, failed, left] = [0, 1, 2]
let loads = 0

const { draws, isLoadedOnce = false } = chosen()
if (draws !== undefined) process.env['DRAWS'] = String(draws)

/** The tests, and what is to be done after them. */
const load = async () => {
  loads += 1
  const { tests, skipped, end } = await import(`${pathToFileURL('mutants.bundle.js').href}?${loads}`)
  const runs = tests.map(({ name, run }, i) => {
    // Not by its name, which may have that of a temporary folder in it, and is another after the next load.
    const id = String(i)
    return {
      id,
      run: async () => {
        const begin = performance.now()
        const result = status => ({ id, name, status, timeSpentMs: performance.now() - begin })
        stryker.currentTestId = id
        try {
          await run()
          return result(passed)
        } catch (error) {
          return error === skipped
            ? result(left)
            : { ...result(failed), failureMessage: String(error?.message ?? error) }
        } finally {
          stryker.currentTestId = undefined
        }
      }
    }
  })
  return { tests: runs, end }
}

/** Until one fails. */
const firstFailure = async tests => {
  for (const { run } of tests) {
    const result = await run()
    if (result.status === failed) return result
  }
  return undefined
}

const runner = {
  capabilities: () => ({ reloadEnvironment: true }),
  dryRun: async () => {
    Object.assign(stryker, {
      activeMutant: undefined,
      isCounting: true,
      mutantCoverage: { static: {}, perTest: {} }
    })
    const results = []
    // Each after a load of its own: what is made when it is first asked for would count for the first test that asks.
    for (let i = 0, count = 1, loaded; i < count; i++) {
      if (i === 0 || !isLoadedOnce) loaded = await load()
      count = loaded.tests.length
      results.push(await loaded.tests[i].run())
      if (i === count - 1 || !isLoadedOnce) await loaded.end()
    }
    return { status: 'complete', tests: results, mutantCoverage: stryker.mutantCoverage }
  },
  mutantRun: async ({ activeMutant: { id }, testFilter, mutantActivation, hitLimit }) => {
    if (!isDrawn(id)) return { status: 'error', errorMessage: 'not in the sample' }
    Object.assign(stryker, {
      hitCount: 0,
      hitLimit,
      isCounting: false,
      activeMutant: mutantActivation === 'static' ? id : undefined
    })
    const found = result => (stryker.hitCount > hitLimit ? { status: 'timeout', reason: 'too many turns' } : result)
    const killed = (test, failureMessage) => found({ status: 'killed', killedBy: [test], failureMessage, nrOfTests: 1 })
    try {
      const { tests: all, end } = await load()
      const tests = testFilter === undefined ? all : all.filter(test => testFilter.includes(test.id))
      stryker.activeMutant = id
      const failure = await firstFailure(tests)
      stryker.activeMutant = undefined
      await end()
      return failure === undefined
        ? // A law catches what a mutant throws that has turned too often, and a test may want it to fail.
          found({ status: 'survived', nrOfTests: tests.length })
        : killed(failure.id, failure.failureMessage)
    } catch (error) {
      return killed('loading', String(error?.message ?? error))
    }
  }
}

export const strykerPlugins = [
  { kind: 'TestRunner', name: 'bundle', factory: Object.assign(() => runner, { inject: [] }) },
  { kind: 'Reporter', name: 'sample', factory: reporter }
]
