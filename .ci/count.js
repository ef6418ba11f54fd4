// Usage: node .ci/count.js <report>=<exit status>... Prints which tests failed in the reports of vitest, and how many passed,
// failed and were skipped in all of them together. Fails if any failed.
import { existsSync, readFileSync } from 'node:fs'
import process from 'node:process'

const failed = (name, messages = []) => ({ status: 'failed', name, message: messages.join('\n') })

/** What failed outside a test (the install, a type, the linter, a test file that does not load) counts as a failure too. */
const outcomesOf = (report, exit) => {
  const files = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).testResults : []
  const outcomes = files.flatMap(file => {
    const tests = file.assertionResults.map(({ status, fullName, failureMessages }) =>
      status === 'failed' ? failed(`${file.name}: ${fullName}`, failureMessages) : { status }
    )
    const isNamed = tests.some(({ status }) => status === 'failed')
    return file.status === 'failed' && !isNamed ? [...tests, failed(file.name, [file.message])] : tests
  })
  const isNamed = outcomes.some(({ status }) => status === 'failed')
  return exit !== '0' && !isNamed ? [...outcomes, failed(`${report}: exit status ${exit}`)] : outcomes
}

const outcomes = process.argv.slice(2).flatMap(run => {
  const [, report = '', exit = ''] = /^(.*)=(\d+)$/.exec(run) ?? []
  return outcomesOf(report, exit)
})
const failures = outcomes.filter(({ status }) => status === 'failed')
const passed = outcomes.filter(({ status }) => status === 'passed').length
const skipped = outcomes.length - passed - failures.length
for (const { name, message } of failures) process.stdout.write(`failed: ${name}\n${message.slice(0, 1000)}\n`)
process.stdout.write(`${passed} passed, ${failures.length} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`)
process.exitCode = failures.length > 0 ? 1 : 0
