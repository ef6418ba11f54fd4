/** Writes docs/results/mutation.md from the last run of each group, and from the reasons in survivors.json, which are written by hand. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { format } from 'prettier'
import { groups } from './groups.js'

const reasons = JSON.parse(readFileSync('test/mutation/survivors.json', 'utf8'))

/** Mutants that a test fails on, or that never end. */
const found = ['Killed', 'Timeout']
const missed = ['Survived', 'NoCoverage']

const runs = Object.keys(groups).flatMap(group => {
  const path = `.mutation/${group}.json`
  if (!existsSync(path)) return []
  const { files } = JSON.parse(readFileSync(path, 'utf8'))
  return Object.entries(files).map(([file, { source, mutants }]) => ({
    group,
    file,
    mutants: mutants.map(({ status, mutatorName, replacement = '', location: { start } }) => ({
      status,
      mutatorName,
      replacement: replacement.replace(/\s+/g, ' ').slice(0, 60),
      line: start.line,
      text: source.split('\n')[start.line - 1].trim().slice(0, 90)
    }))
  }))
})

const count = (mutants, among) => mutants.filter(({ status }) => among.includes(status)).length
const cell = text => `\`${text.replaceAll('|', '\\|').replaceAll('`', "'")}\``

const score = (name, mutants) => {
  const [killed, all] = [count(mutants, found), count(mutants, [...found, ...missed])]
  return all === 0 ? [] : [`| ${name} | ${killed} | ${all} | ${((100 * killed) / all).toFixed(1)} % |`]
}

const ran = [...new Set(runs.map(({ group }) => group))]
const survivors = runs.flatMap(({ file, mutants }) =>
  mutants
    .filter(({ status }) => missed.includes(status))
    .map(({ line, text, replacement, status }) => {
      const reason =
        reasons[`${file}:${line}: ${replacement}`] ?? reasons[`${file}:${line}`] ?? 'not killed: not looked into'
      return `| ${file}:${line} | ${cell(text)} | ${cell(replacement)} | ${status === 'NoCoverage' ? 'no test of the group runs it. ' : ''}${reason} |`
    })
)

const text = [
  '# Mutation testing',
  '',
  'Stryker changes the source in one place at a time; a test should fail. `GROUP=loss npm run mutation` runs a group of',
  '`test/mutation/groups.js` with the tests named there, and `npm run mutation:report` writes this page from the last run of each.',
  'A mutant that other tests than those of its group would find counts as missed.',
  '',
  ...(reasons.note === undefined ? [] : [reasons.note, '']),
  '| group | killed | mutants | score |',
  '| --- | ---: | ---: | ---: |',
  ...ran.flatMap(group =>
    score(
      group,
      runs.flatMap(run => (run.group === group ? run.mutants : []))
    )
  ),
  '',
  '| file | killed | mutants | score |',
  '| --- | ---: | ---: | ---: |',
  ...runs.flatMap(({ file, mutants }) => score(file, mutants)),
  '',
  `Not run: ${
    Object.keys(groups)
      .filter(group => !ran.includes(group))
      .join(', ') || 'none'
  }.`,
  '',
  '## Survivors',
  '',
  '| place | line | becomes | why |',
  '| --- | --- | --- | --- |',
  ...survivors,
  ''
].join('\n')

writeFileSync('docs/results/mutation.md', await format(text, { parser: 'markdown' }))
process.stdout.write(`${survivors.length} survivors\n`)
