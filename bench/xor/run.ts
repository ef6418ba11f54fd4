/**
 * The notebook's XOR job, every contestant in one run.
 *
 * dense(2, 3) tanh dense(3, 1) tanh, mean squared error, one example at a time in the order given, learning rate 0.1;
 * the error of an epoch is the mean over the four examples of the loss before the update. The job that is timed is the
 * last one of the reference run, 10,000 epochs from its start parameters. Before that a contestant has to have the
 * right error after each number of epochs that the reference run gives.
 *
 *     npm run bench:xor                      a table
 *     npm run --silent bench:xor -- --json   the same as JSON
 */
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { present, type Contestant } from '../Contestant.js'
import { measure, type Plan } from '../measure.js'
import { print, summarize } from '../report.js'
import * as eager from './eager.js'
import { golden } from './golden.js'
import * as mutable from './mutable.js'
import { numpy } from './numpy.js'

const contestants: readonly Contestant[] = [
  numpy(),
  present('mutable', epochs => mutable.run(epochs).error),
  present('eager', epochs => eager.run(epochs).error)
]

const references = ['numpy', 'mutable']
const plan: Plan = {
  answers: golden.derived.map(({ epoch, error }) => ({ count: epoch, error })),
  tolerance: 1e-9,
  warmUp: 1,
  rounds: 9,
  turnSeconds: 0.5
}

const { json } = parseArgs({ options: { json: { type: 'boolean', default: false } } }).values
const rows = summarize(measure(contestants, plan), references)

if (json) {
  const machine = { processor: cpus()[0]?.model.trim(), node: process.version, platform: process.platform }
  console.log(JSON.stringify({ benchmark: 'xor', unit: 'epochs', plan, machine, rows }, null, 2))
} else {
  console.log(print('epochs', rows, references))
}
if (rows.some(row => row.wrong !== undefined)) process.exitCode = 1
