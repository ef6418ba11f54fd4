/**
 * Runs every benchmark, each in a separate process, and in races each contestant too, so that the type feedback that V8 collects
 * in one does not slow another.
 *
 *     npm run bench:peers                     installs the libraries to compare with (once)
 *     npm run bench                           prints tables; writes docs/results/bench.json, bench.md and the README's table
 *     npm run bench -- --only xor,lenet       runs some of the benchmarks
 *     npm run bench -- --quick                one short round each, to check that everything runs
 *     npm run --silent bench -- --json        prints JSON instead of tables
 *
 * A run without `--quick` replaces the sections that it measured in docs/results; each section has its date. The exit code is 1 if a contestant computes a wrong result. A bound
 * that is not met is reported and does not change the exit code.
 */
import { mapWithIndex } from 'fp-ts/lib/Record.js'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { argv } from 'node:process'
import { parseArgs } from 'node:util'
import { answerCounts, apart } from './apart.js'
import { browser } from './browser/race.js'
import { bundle } from './bundle.js'
import { compile } from './compile.js'
import { convolution } from './convolution/race.js'
import { depth } from './depth.js'
import { type Race, race } from './race.js'
import { generation } from './generation.js'
import { inReadme } from './readme.js'
import { recurrence } from './recurrence.js'
import { type Effort, quick as hasty, type Section, showCheck, thorough } from './Section.js'
import { denseSteps } from './step/dense.js'
import { lenet } from './step/lenet.js'
import { gpt, recurrent } from './step/sequence.js'
import { xor } from './xor/race.js'

const races: { readonly [name: string]: () => Race } = {
  xor,
  dense32: () => denseSteps(32),
  dense128: () => denseSteps(128),
  lenet,
  gpt,
  lstm: recurrent,
  convolution
}
const others: { readonly [name: string]: (effort: Effort) => Promise<Section> } = {
  compile,
  depth,
  recurrence,
  generation,
  browser,
  bundle
}
const sections = [...Object.keys(races), ...Object.keys(others)]

const { only, quick, json, section, contestant } = parseArgs({
  options: {
    only: { type: 'string', default: sections.join() },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    section: { type: 'string' }, // the section that a child process measures
    contestant: { type: 'string' } // the contestant that a child process runs
  }
}).values

/** Measures a section in this process. */
const measured = (name: string, effort: Effort): Promise<Section> | undefined => {
  const found = races[name]?.()
  if (found === undefined) return others[name]?.(effort)
  const contestants = mapWithIndex((contestant: string) => apart(name, contestant))(found.contestants)
  return race(name, { ...found, contestants }, effort)
}

/** Measures a section in a child process. */
const measuredApart = async (name: string): Promise<Section> => {
  const [, program = ''] = argv
  const child = fork(program, ['--section', name, ...(quick ? ['--quick'] : [])], { silent: true })
  child.stderr?.pipe(process.stderr)
  const [message] = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [])])
  if (message === undefined) {
    const text = 'It ended without a result.'
    return { name, title: name, text, data: null, checks: [], isWrong: true }
  }
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- this program wrote the message
  return message as Section
}

const show = ({ name, title, text, checks }: Section): string =>
  [`${title}  (${name})`, '', text, ...(checks.length === 0 ? [] : ['', ...checks.map(showCheck)]), ''].join('\n')

/** A section of the report, with the day on which it was measured. */
type Dated = Section & { readonly date: string }

const markdown = ({ title, text, checks, date }: Dated): string =>
  [
    `## ${title}`,
    '',
    `Measured on ${date}.`,
    '',
    '```text',
    text,
    '```',
    '',
    ...checks.map(check => `- ${showCheck(check)}`)
  ].join('\n')

/** Replaces the measured sections of the report, and the README's table. */
const write = (
  machine: {
    readonly processor: string | undefined
    readonly cores: number
    readonly memory: string
    readonly node: string
  },
  results: readonly Section[]
): void => {
  const path = 'docs/results/bench'
  const date = new Date().toISOString().slice(0, 10)
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- this program wrote the file
  const before = JSON.parse(readFileSync(`${path}.json`, 'utf8')) as { readonly sections: readonly Dated[] }
  const dated = [...results.map(result => ({ ...result, date })), ...before.sections]
  const kept = sections.flatMap(name => dated.find(section => section.name === name) ?? [])
  const on = `${machine.cores} cores of ${machine.processor ?? 'unknown make'}, ${machine.memory}, Node ${machine.node}`
  const head = `# Benchmarks\n\nWritten by \`npm run bench\` on ${on}. All of a table ran side by side.`
  const report = `${JSON.stringify({ machine, sections: kept }, null, 2)}\n`
  writeFileSync(`${path}.json`, report)
  writeFileSync(`${path}.md`, `${[head, ...kept.map(markdown)].join('\n\n')}\n`)
  writeFileSync('README.md', inReadme(readFileSync('README.md', 'utf8'), report))
}

const measureAll = async (names: readonly string[]): Promise<void> => {
  const began = performance.now()
  const results: Section[] = []
  for (const name of names) {
    results.push(await measuredApart(name))
    if (!json) console.log(`\n${results.slice(-1).map(show).join('')}`)
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
  if (json) console.log(JSON.stringify({ machine, seconds, sections: results }, null, 2))
  else console.log(`${seconds} seconds in all`)
  if (!quick) write(machine, results)
  if (results.some(({ isWrong }) => isWrong)) process.exitCode = 1
}

if (section !== undefined && contestant !== undefined) {
  await answerCounts(() => {
    const load = races[section]?.().contestants[contestant]
    if (load === undefined) throw new Error(`there is no contestant ${contestant} in ${section}`)
    return load()
  })
} else if (section !== undefined) {
  const result = await measured(section, quick ? hasty : thorough)
  // Threads and handles of the other libraries may keep this process alive.
  process.send?.(result, () => process.exit())
} else {
  const names = only.split(',')
  const unknown = names.find(name => !sections.includes(name))
  if (unknown === undefined) await measureAll(names)
  else {
    console.error(`--only must name some of ${sections.join(', ')}, found ${unknown}`)
    process.exitCode = 2
  }
}
