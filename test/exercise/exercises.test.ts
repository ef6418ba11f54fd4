/** Every exercise: its solution has all points, its skeleton less, zeros none. test/smoke grades every known mistake. */
import { describe, expect, test } from 'vitest'
import { type Exercise, exerciseOf, exercises, grade, gradeSteps, showGrade, stopped } from '../../laws/exercises.js'
import { withImports } from '../../laws/exercise/withImports.js'
import * as p from '../../src/index.js'
import { loaded, zeros } from './solutions.js'

const options = { runs: 10 }

test('there are at least ten exercises, numbered from 1, each with three hints and at least five mistakes', () => {
  expect(exercises.length).toBeGreaterThanOrEqual(10)
  expect(exercises.map(({ id }) => id)).toEqual(exercises.map((_, i) => i + 1))
  for (const { id, name, hints, mistakes, weights, laws, reference } of exercises) {
    expect(exerciseOf(String(id))).toBe(exerciseOf(name))
    expect(hints).toHaveLength(3)
    expect(mistakes.length).toBeGreaterThanOrEqual(5)
    expect(new Set(mistakes.map(mistake => mistake.name)).size).toBe(mistakes.length)
    const kinds = laws(reference).map(law => law.name.replace(/^.*?: /, ''))
    expect(kinds).toEqual(expect.arrayContaining(Object.keys(weights)))
    expect(kinds[0]).toBe('reference')
  }
})

describe.each(exercises.map(exercise => [exercise.name, exercise] as const))('%s', (_, exercise) => {
  test('the solution has all points, the skeleton less, zeros none', () => {
    const right = grade(exercise, exercise.reference, options)
    expect(right.points, showGrade(right)).toBe(right.outOf)
    const skeleton = grade(exercise, loaded(exercise.skeleton), options)
    expect(skeleton.points).toBeLessThan(skeleton.outOf)
    expect(grade(exercise, zeros(exercise), options).points).toBe(0)
  })

  test('the first mistake is rejected and named', () => {
    const [mistake] = exercise.mistakes
    const found = grade(exercise, mistake?.solution ?? {}, options)
    expect(found.points).toBeLessThan(found.outOf)
    expect(showGrade(found)).toContain(mistake?.name)
  })
})

const exerciseNamed = (name: string): Exercise => {
  const found = exerciseOf(name)
  if (found === undefined) throw new Error(`no exercise ${name}`)
  return found
}

const dense = exerciseNamed('dense')

describe('grade', () => {
  const { matmul, scale, sumOverBatch, transpose } = p.Algebra
  type Matrix = p.Tensor<readonly [number, number]>
  type Given = readonly [W: Matrix, b: p.Tensor<readonly [number]>]
  const graded = (exercise: Exercise, backward: unknown, forward?: unknown) => {
    return grade(exercise, { ...exercise.reference, backward, ...(forward === undefined ? {} : { forward }) }, options)
  }

  test('says the laws, the points and the mistake in one line, also for code that is written in another way', () => {
    const mean = ([W]: Given, x: Matrix, dy: Matrix) => {
      const share = 1 / x.shape[0]
      return [[scale(share, matmul(transpose(dy), x)), scale(share, sumOverBatch(dy))], matmul(dy, W)]
    }
    expect(showGrade(graded(dense, mean))).toBe(
      '6 of 8 laws, 8 of 11 points; parameter gradient: the mean over the batch was taken instead of the sum'
    )
  })

  test('names a wrong shape once, and does not try the laws that would throw the same', () => {
    const { laws } = graded(dense, ([W]: Given, x: Matrix, dy: Matrix) => [
      [matmul(transpose(dy), x), dy],
      matmul(dy, W)
    ])
    expect(laws.map(({ verdict }) => verdict)).toEqual(['holds', 'fails', ...new Array<string>(6).fill('not tried')])
    expect(laws[1]?.cause).toBe('found [1, 3] for [3]: the sum over the batch is missing')
  })

  test('uses the diagnosis of the laws for a mistake that the exercise does not know', () => {
    const doubled = ([W]: Given, x: Matrix, dy: Matrix) => [
      [scale(2, matmul(transpose(dy), x)), sumOverBatch(dy)],
      matmul(dy, W)
    ]
    expect(showGrade(graded(dense, doubled))).toMatchInlineSnapshot(`"7 of 8 laws, 9 of 11 points; parameter gradient: a factor: the gradient is 2 times the right one"`)
  })

  test.each([
    [() => 3, 'reference: forward must give a pair, found number'],
    [() => undefined, 'reference: forward must give a pair, found undefined'],
    [() => [1, 2], 'reference: the output must be tensors, found number'],
    [
      () => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- students may throw anything
        throw 7
      },
      'reference: threw 7'
    ]
  ])('tells nonsense in a line', (forward, line) => {
    expect(showGrade(graded(dense, () => null, forward))).toBe(`0 of 8 laws, 0 of 11 points; ${line}`)
  })

  test('refuses a file without the functions', () => {
    expect(showGrade(grade(dense, { forward: 3 }))).toBe(
      '0 of 8 laws, 0 of 11 points; reference: the file must export the functions forward and backward, found forward (number)'
    )
  })

  test('a solution that is stopped keeps the points of the laws before', () => {
    const [nothing = grade(dense, {}), first = nothing] = gradeSteps(dense, dense.reference, options)
    expect(showGrade(stopped(dense, first, 'took longer than 1 s'))).toBe(
      '1 of 8 laws, 2 of 11 points; shapes: took longer than 1 s'
    )
  })

  test('the same seed gives the same grade', () => {
    const [mistake] = dense.mistakes
    const again = () => JSON.stringify(grade(dense, mistake?.solution ?? {}, { seed: 3, runs: 5 }))
    expect(again()).toBe(again())
  })
})

test('withImports replaces the address of every import of the package, and no other text', () => {
  const code = `import { Algebra } from 'pullback'\nimport * as p from "pullback"\nconst text = 'from pullback'`
  expect(withImports(code, './x.js')).toBe(
    `import { Algebra } from './x.js'\nimport * as p from "./x.js"\nconst text = 'from pullback'`
  )
})
