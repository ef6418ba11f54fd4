/**
 * Writes docs/results/mutation.md from the last run of each group, and from the reasons in survivors.json, which are written by
 * hand: by file and by line, word for word, and by what it becomes where that makes the difference. It fails if a survivor of
 * a group that ran whole has no reason, or a reason no survivor.
 */
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
    mutants: mutants.map(({ status, replacement = '', location: { start } }) => ({
      status,
      replacement: replacement.replace(/\s+/g, ' '),
      line: start.line,
      text: source.split('\n')[start.line - 1].trim()
    }))
  }))
})

const count = (mutants, among) => mutants.filter(({ status }) => among.includes(status)).length
const cell = (text, length) => `\`${text.slice(0, length).replaceAll('|', '\\|').replaceAll('`', "'")}\``

/** Between which shares the score of all mutants lies, with 95 % certainty, where k of a sample of n were killed (Wilson, 1927). */
const interval = (k, n) => {
  const [share, doubt] = [k / n, 1.96 ** 2 / n]
  const half = Math.sqrt(doubt * share * (1 - share) + doubt ** 2 / 4)
  return [-half, half].map(off => (share + doubt / 2 + off) / (1 + doubt))
}
const percent = share => `${(100 * share).toFixed(1)} %`

const score = (name, mutants) => {
  const [killed, all] = [count(mutants, found), count(mutants, [...found, ...missed])]
  const [low, high] = interval(killed, all)
  const sample = mutants.some(({ status }) => status === 'Ignored')
  const of = sample ? `${all}, a sample of ${mutants.length}` : all
  const certainty = sample ? ` (${percent(low)} to ${percent(high)})` : ''
  return all === 0 ? [] : [`| ${name} | ${killed} | ${of} | ${percent(killed / all)}${certainty} |`]
}

const ran = [...new Set(runs.map(({ group }) => group))]
/** Groups of which a sample ran: it says what the score is, and its survivors are some of many. */
const sampled = new Set(
  runs.filter(({ mutants }) => mutants.some(({ status }) => status === 'Ignored')).map(({ group }) => group)
)
const survivors = runs.flatMap(({ group, file, mutants }) =>
  mutants.filter(({ status }) => missed.includes(status)).map(mutant => ({ group, file, ...mutant }))
)

/** Every reason: `{ file, text, replacement, reason }`, without `replacement` where it is that of all that the line becomes. */
const given = Object.entries(reasons).flatMap(([file, lines]) =>
  Object.entries(lines).flatMap(([text, why]) =>
    typeof why === 'string'
      ? [{ file, text, reason: why }]
      : Object.entries(why).map(([replacement, reason]) => ({ file, text, replacement, reason }))
  )
)
const fits =
  ({ file, text, replacement }) =>
  survivor =>
    file === survivor.file && text === survivor.text && [undefined, survivor.replacement].includes(replacement)
const reasonOf = survivor => given.find(reason => fits(reason)(survivor))?.reason

/** Of a file whose group was not run here nothing is known. */
const isJudged = file => !existsSync(file) || runs.some(run => run.file === file)
const wrong = [
  ...survivors
    .filter(survivor => !sampled.has(survivor.group) && reasonOf(survivor) === undefined)
    .map(({ file, line, text, replacement }) => `${file}:${line}: no reason: ${text} becomes ${replacement}`),
  ...given
    .filter(reason => isJudged(reason.file) && !survivors.some(fits(reason)))
    .map(({ file, text, replacement }) => `${file}: no survivor: ${text} becomes ${replacement ?? 'anything'}`)
]

const text = [
  '# Mutation testing',
  '',
  'Stryker changes the source in one place at a time; a test should fail. `GROUP=loss npm run mutation` runs a group of',
  '`test/mutation/groups.js` with the tests named there, and `npm run mutation:report` writes this page from the last run of each.',
  'A mutant that other tests than those of its group would find counts as missed. No kind of mutant is left out, not even texts.',
  'Of a sample it is told between what the score of all lies, with 95 % certainty.',
  '',
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
  ...survivors.map(survivor => {
    const { file, line, text, replacement, status } = survivor
    const untested = status === 'NoCoverage' ? 'no test of the group runs it. ' : ''
    return `| ${file}:${line} | ${cell(text, 90)} | ${cell(replacement, 60)} | ${untested}${reasonOf(survivor) ?? 'not looked into'} |`
  }),
  ''
].join('\n')

writeFileSync('docs/results/mutation.md', await format(text, { parser: 'markdown' }))
process.stdout.write(`${survivors.length} survivors\n`)
for (const line of wrong) process.stderr.write(`${line}\n`)
if (wrong.length > 0) process.exitCode = 1
