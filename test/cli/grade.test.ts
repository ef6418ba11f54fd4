/** `pullback exercise` and `pullback grade`. Files run in threads of the built package; test/smoke tries more of them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exerciseOf, exercises, grade, showGrade, smallestCase } from '../../laws/exercises.js'
import { inCsv, inGradescope, inJson, inText } from '../../src/cli/grade/report.js'
import { denseFile, type Folder, folderOf } from './gradedFiles.js'
import { linesOf, run as runHere } from './fakeTerminal.js'

const files = {
  'mean.mjs': denseFile('[[perExample(matmul(transpose(dy), x), x), perExample(sumOverBatch(dy), x)], matmul(dy, W)]'),
  'endless.mjs': denseFile('{ for (;;) {} }')
}

let folder: Folder

beforeAll(async () => {
  folder = await folderOf(files)
})

afterAll(() => folder.remove())

test('grades a file and names the mistake', async () => {
  const { code, stdout, stderr } = await folder.run('grade', '3', 'mean.mjs', '--hints', '1')
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
  expect(linesOf(stdout)[0]).toBe(
    'mean.mjs: 6 of 8 laws, 8 of 11 points; parameter gradient: the mean over the batch was taken instead of the sum'
  )
  expect(stdout).toContain('✗ parameter gradient  0 of 2\n')
  expect(stdout).toContain(`hint 1: ${exercises[2]?.hints[0] ?? ''}\n`)
})

test('ends an endless loop', async () => {
  const { code, stdout } = await folder.run('grade', '3', 'endless.mjs', '--time-limit', '1')
  expect(code).toBe(1)
  expect(linesOf(stdout)[0]).toMatch(/^endless\.mjs: .*took longer than 1 s: an endless loop, or more work/)
})

describe('the forms of a report', () => {
  const exercise = exerciseOf('dense') ?? exercises[0]
  const mistake = exercise?.mistakes[0]
  if (exercise === undefined || mistake === undefined) throw new Error('no exercise')
  const one = { file: 'a, b.mjs', grade: grade(exercise, mistake.solution, { runs: 10 }) }
  const graded = { graded: [one], hints: exercise.hints.slice(0, 1), showGrade, smallestCase }

  test('text has every law and the smallest case', () => {
    const text = inText(graded)
    expect(text).toContain('✓ input gradient      2 of 2\n')
    expect(text).toMatch(/^ {2}expected +-?1$/m)
    expect(linesOf(inText({ ...graded, graded: [one, one], hints: [] }))).toHaveLength(2)
  })

  test('CSV has a row for each file, with quotes where a cell needs them', () => {
    expect(linesOf(inCsv(graded))).toEqual([
      'file,exercise,points,out of,result',
      `"a, b.mjs",dense,8,11,"${showGrade(one.grade)}"`
    ])
  })

  test('JSON has an object for each file, then the result', () => {
    expect(linesOf(inJson(graded)).map(line => JSON.parse(line) as unknown)).toMatchObject([
      { type: 'grade', file: 'a, b.mjs', points: 8, outOf: 11 },
      { type: 'result', files: 1, complete: 0 }
    ])
  })

  test('results.json of Gradescope has a test for each law, and its scores add up', () => {
    const results: unknown = JSON.parse(inGradescope(graded))
    expect(results).toMatchObject({ score: 8 })
    expect(results).toHaveProperty('tests[3]', {
      name: 'parameter gradient',
      score: 0,
      max_score: 2,
      status: 'failed',
      output: 'the mean over the batch was taken instead of the sum'
    })
    expect(results).toHaveProperty('tests.length', 8)
  })
})

test('exercise lists the exercises, and prints the file to start from', async () => {
  expect(linesOf((await runHere(['exercise'])).stdout)).toHaveLength(exercises.length + 1)
  expect((await runHere(['exercise', '3'])).stdout).toBe(exercises[2]?.skeleton)
})

test.each([
  [['grade', '99', 'mean.mjs'], 2, 'unknown exercise "99" (pullback exercise lists them)'],
  [['grade', 'danse', 'mean.mjs'], 2, 'unknown exercise "danse" (pullback exercise lists them): did you mean dense?'],
  [['grade', '3'], 2, 'FILES is missing: expected one or more files'],
  [['grade', '3', 'nosuch.mjs'], 3, 'nosuch.mjs cannot be read: there is no such file or folder'],
  [['grade', '3', 'one.mjs', 'other.mjs', '--gradescope'], 2, '--gradescope takes one file, found 2'],
  [['exercise', 'nosuch'], 2, 'unknown exercise "nosuch" (pullback exercise lists them)'],
  [['exercise', '3', '4'], 2, 'unexpected argument "4": the usage is pullback exercise [EXERCISE] [options]']
])('%o is refused in one line', async (words, code, line) => {
  const word = words[0] ?? ''
  expect(await runHere(words)).toEqual({ code, stdout: '', stderr: `pullback ${word}: ${line}\n` })
})
