// Usage: node .ci/count.js <report>=<exit status>... Prints how many tests passed, failed and were skipped in all reports of
// vitest together, and fails if any failed.
import { existsSync, readFileSync } from 'node:fs'
import process from 'node:process'

const count = (outcomes, outcome) => outcomes.filter(other => other === outcome).length

/** What failed outside a test (the install, a type, the linter, a test file that does not load) counts as a failure too. */
const outcomesOf = (report, status) => {
  const files = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).testResults : []
  const outcomes = files.flatMap(file => {
    const tests = file.assertionResults.map(test => test.status)
    return file.status === 'failed' && !tests.includes('failed') ? [...tests, 'failed'] : tests
  })
  return status !== '0' && !outcomes.includes('failed') ? [...outcomes, 'failed'] : outcomes
}

const outcomes = process.argv.slice(2).flatMap(run => {
  const [, report = '', status = ''] = /^(.*)=(\d+)$/.exec(run) ?? []
  return outcomesOf(report, status)
})
const [passed, failed] = [count(outcomes, 'passed'), count(outcomes, 'failed')]
const skipped = outcomes.length - passed - failed
process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`)
process.exitCode = failed > 0 ? 1 : 0
