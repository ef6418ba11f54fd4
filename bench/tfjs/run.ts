/**
 * The eager interpreter against TensorFlow.js on plain JavaScript, in one run: see `job.ts` for the two jobs.
 *
 * The answers are the eager interpreter's own, whose layers, losses and optimizers the tests hold against PyTorch. What tfjs
 * computes in float32 has to come to the same in four digits.
 *
 *     npm ci --prefix bench                   installs tfjs; without it only one contestant runs
 *     npm run bench:tfjs                      a table for each job
 *     npm run --silent bench:tfjs -- --json   the same as JSON
 */
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { absent, type Contestant, present } from '../Contestant.js'
import { measure } from '../measure.js'
import { print, summarize } from '../report.js'
import * as eager from './eager.js'
import { load } from './tfjs.js'

const jobs = { steps: 30, convolutions: 1 } as const
type Job = keyof typeof jobs

const tfjs = await load().catch((reason: unknown) =>
  reason instanceof Error ? (reason.message.split('\n')[0] ?? '') : String(reason)
)

const contestants = (job: Job): readonly Contestant[] => [
  typeof tfjs === 'string' ? absent('tfjs', tfjs) : present('tfjs', tfjs[job]),
  present('eager', eager[job])
]

const { json } = parseArgs({ options: { json: { type: 'boolean', default: false } } }).values
const references = ['tfjs']

const results = (['steps', 'convolutions'] as const).map(job => {
  const error = eager[job](jobs[job])
  const answers = [{ count: jobs[job], error }]
  const plan = { answers, tolerance: 1e-4 * error, warmUp: 1, rounds: 5, turnSeconds: 0.5 }
  return { job, plan, rows: summarize(measure(contestants(job), plan), references) }
})

if (json) {
  const machine = { processor: cpus()[0]?.model.trim(), node: process.version, platform: process.platform }
  console.log(JSON.stringify({ benchmark: 'tfjs', machine, results }, null, 2))
} else {
  console.log(results.map(({ job, rows }) => print(job, rows, references)).join('\n\n'))
}
if (results.some(({ rows }) => rows.some(row => row.wrong !== undefined))) process.exitCode = 1
