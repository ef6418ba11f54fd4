/** Of a large group about so many mutants are run as its `sample` says, a share, or SAMPLE; the same ones each time. */
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import process from 'node:process'
import { chosen } from './groups.js'

const share = Number(process.env['SAMPLE'] ?? chosen().sample ?? 1)

export const isDrawn = id => createHash('sha256').update(id).digest().readUInt32BE() / 2 ** 32 < share

/** Writes the report, as Stryker does, in which mutants that were not drawn are said to be ignored. */
export const reporter = options => ({
  onMutationTestReportReady: report => {
    const files = Object.fromEntries(
      Object.entries(report.files).map(([name, { mutants, ...file }]) => [
        name,
        { ...file, mutants: mutants.map(mutant => (isDrawn(mutant.id) ? mutant : { ...mutant, status: 'Ignored' })) }
      ])
    )
    writeFileSync(options.jsonReporter.fileName, JSON.stringify({ ...report, files }))
  }
})
reporter.inject = ['options']
