import { jsonLine } from '../../codec/jsonLine.js'
import { type Exercises } from '../loadLaws.js'
import { printable } from '../progressText.js'
import { textTable } from '../../codec/textTable.js'

export type Grade = ReturnType<Exercises['grade']>

/** A file and its grade. */
export interface GradedFile {
  readonly file: string
  readonly grade: Grade
}

/** What a report is written from. */
export interface Graded extends Pick<Exercises, 'showGrade' | 'smallestCase'> {
  readonly graded: readonly GradedFile[]
  /** The hints that were asked for. */
  readonly hints: readonly string[]
}

const signs = { holds: '✓', partial: '~', fails: '✗', inconclusive: '?', 'not tried': '–' }

/** For one file every law and the smallest case, for several files one line each. */
export const inText = ({ graded, hints, showGrade, smallestCase }: Graded): string => {
  const lines = graded.map(({ file, grade }) => `${file}: ${showGrade(grade)}`)
  const [only, ...others] = graded
  const details =
    only === undefined || others.length > 0
      ? []
      : [
          '',
          textTable(
            only.grade.laws.map(({ law, verdict, points, outOf }) => [
              `${signs[verdict]} ${law}`,
              verdict === 'not tried' ? 'not tried' : `${points} of ${outOf}`
            ])
          ).trimEnd(),
          ...caseLines(smallestCase(only.grade))
        ]
  const hinted = hints.map((hint, i) => `hint ${i + 1}: ${hint}`)
  return printable(`${[...lines, ...details, ...(hinted.length === 0 ? [] : ['', ...hinted])].join('\n')}\n`)
}

const caseLines = (found: readonly (readonly [name: string, text: string])[]): readonly string[] =>
  found.length === 0
    ? []
    : ['', 'the smallest case', textTable(found.map(([name, text]) => [`  ${name}`, text])).trimEnd()]

/** One object for each file, then the number of files and of files with all points. */
export const inJson = ({ graded }: Graded): string =>
  [
    ...graded.map(({ file, grade }) => jsonLine({ type: 'grade', file, ...grade })),
    jsonLine({
      type: 'result',
      files: graded.length,
      complete: graded.filter(({ grade }) => grade.points === grade.outOf).length
    })
  ].join('')

const cell = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** One row for each file. */
export const inCsv = ({ graded, showGrade }: Graded): string =>
  [
    ['file', 'exercise', 'points', 'out of', 'result'],
    ...graded.map(({ file, grade }) => [
      file,
      grade.exercise,
      String(grade.points),
      String(grade.outOf),
      showGrade(grade)
    ])
  ]
    .map(row => `${row.map(cell).join(',')}\n`)
    .join('')

/** The results.json of Gradescope's autograder: one test for each law. */
export const inGradescope = ({ graded, hints, showGrade, smallestCase }: Graded): string => {
  const [first] = graded
  if (first === undefined) return ''
  const { grade } = first
  const smallest = smallestCase(grade).map(([name, text]) => `${name}: ${text}`)
  const results = {
    score: grade.points,
    output: [showGrade(grade), ...smallest, ...hints].join('\n'),
    tests: grade.laws.map(({ law, statement, verdict, points, outOf, cause, message }) => ({
      name: law,
      score: points,
      max_score: outOf,
      status: verdict === 'holds' ? 'passed' : 'failed',
      output: verdict === 'holds' ? statement : verdict === 'not tried' ? 'not tried' : (cause ?? message ?? statement)
    }))
  }
  return `${JSON.stringify(results, null, 2)}\n`
}
