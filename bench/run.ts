/**
 * Every comparison, in one go. Each in a process of its own, so that what one has made V8 learn slows no other.
 *
 *     npm run bench:peers                     installs what is compared with, once
 *     npm run bench                           tables; writes docs/results/bench.json and bench.md
 *     npm run bench -- --only xor,lenet       some of them
 *     npm run bench -- --quick                one short round each: whether it runs, not how fast
 *     npm run --silent bench -- --json        JSON in place of tables
 *
 * Only a whole, thorough run is written into docs. The exit code is 1 where a contestant computes another result than it
 * should; a bound that is not met is said, and fails nothing.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { argv } from 'node:process'
import { parseArgs } from 'node:util'
import { browser } from './browser/race.js'
import { bundle } from './bundle.js'
import { compile } from './compile.js'
import { convolution } from './convolution/race.js'
import { depth } from './depth.js'
import { type Effort, quick as hasty, type Section, showCheck, thorough } from './Section.js'
import { denseSteps } from './step/dense.js'
import { lenetSteps } from './step/lenet.js'
import { xor } from './xor/race.js'

const sections: { readonly [name: string]: (effort: Effort) => Promise<Section> } = {
  xor,
  dense32: denseSteps(32),
  dense128: denseSteps(128),
  lenet: lenetSteps,
  convolution,
  compile,
  depth,
  browser,
  bundle
}

const { only, quick, json, section } = parseArgs({
  options: {
    only: { type: 'string', default: Object.keys(sections).join() },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    section: { type: 'string' } // what a process of its own is to measure
  }
}).values

/** Measures in a process of its own. */
const apart = async (name: string): Promise<Section> => {
  const [, program = ''] = argv
  const child = fork(program, ['--section', name, ...(quick ? ['--quick'] : [])], { silent: true })
  child.stderr?.pipe(process.stderr)
  const [message] = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [])])
  if (message === undefined) {
    const text = 'It ended without a result.'
    return { name, title: name, text, data: null, checks: [], isWrong: true }
  }
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- what this program itself has sent
  return message as Section
}

const show = ({ name, title, text, checks }: Section): string =>
  [`${title}  (${name})`, '', text, ...(checks.length === 0 ? [] : ['', ...checks.map(showCheck)]), ''].join('\n')

const markdown = ({ title, text, checks }: Section): string =>
  [`## ${title}`, '', '```text', text, '```', '', ...checks.map(check => `- ${showCheck(check)}`)].join('\n')

const measureAll = async (names: readonly string[]): Promise<void> => {
  const began = performance.now()
  const measured: Section[] = []
  for (const name of names) {
    measured.push(await apart(name))
    if (!json) console.log(`\n${measured.slice(-1).map(show).join('')}`)
  }
  const seconds = Math.round((performance.now() - began) / 1000)
  const [processor] = cpus()
  const machine = {
    processor: processor?.model.trim(),
    cores: cpus().length,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    node: process.version,
    platform: process.platform
  }
  const report = `${JSON.stringify({ command: 'npm run bench', machine, seconds, sections: measured }, null, 2)}\n`
  if (json) console.log(report)
  else console.log(`${seconds} seconds in all`)
  if (!quick && names.length === Object.keys(sections).length) {
    const on = `${machine.cores} cores of ${machine.processor ?? 'unknown make'}, ${machine.memory}, Node ${machine.node}`
    const head = `# Benchmarks\n\nWritten by \`npm run bench\` in ${seconds} seconds, on ${on}. All of a table ran side by side.`
    mkdirSync('docs/results', { recursive: true })
    writeFileSync('docs/results/bench.json', report)
    writeFileSync('docs/results/bench.md', `${[head, ...measured.map(markdown)].join('\n\n')}\n`)
  }
  if (measured.some(({ isWrong }) => isWrong)) process.exitCode = 1
}

if (section !== undefined) {
  const result = await sections[section]?.(quick ? hasty : thorough)
  // What peers have started may keep this process alive.
  process.send?.(result, () => process.exit())
} else {
  const names = only.split(',')
  const unknown = names.find(name => !(name in sections))
  if (unknown === undefined) await measureAll(names)
  else {
    console.error(`--only: expected some of ${Object.keys(sections).join(', ')}, found ${unknown}`)
    process.exitCode = 2
  }
}
