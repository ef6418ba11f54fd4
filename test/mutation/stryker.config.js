import { chosen, group } from './groups.js'

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  plugins: ['./test/mutation/runner.js'],
  testRunner: 'bundle',
  // A module that was loaded stays in memory.
  maxTestRunnerReuse: 200,
  mutate: chosen().mutate,
  coverageAnalysis: 'perTest',
  // Where others use the machine too.
  dryRunTimeoutMinutes: 30,
  concurrency: 1,
  disableTypeChecks: true,
  reporters: ['progress-append-only', 'sample', 'clear-text'],
  clearTextReporter: {
    allowColor: false,
    allowEmojis: false,
    logTests: false,
    reportTests: false,
    reportMutants: false
  },
  jsonReporter: { fileName: `.mutation/${group}.json` },
  tempDirName: `.mutation/${group}`,
  buildCommand: 'node test/mutation/bundle.js',
  ignorePatterns: ['.mutation', 'dist', 'bench', 'docs'],
  allowConsoleColors: false
}
