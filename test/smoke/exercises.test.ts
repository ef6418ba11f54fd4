/** Every known mistake of every exercise is rejected and named, at the default number of draws and on several seeds. */
import { describe, expect, test } from 'vitest'
import { exercises, grade, showGrade } from '../../laws/exercises.js'

describe.each(exercises.map(exercise => [exercise.name, exercise] as const))('%s', (_, exercise) => {
  test.each(exercise.mistakes.map(({ name, solution }) => [name, solution] as const))('%s', (name, solution) => {
    for (const seed of [0, 1, 2]) {
      const found = grade(exercise, solution, { seed })
      expect(found.points).toBeLessThan(found.outOf)
      expect(showGrade(found)).toContain(name)
    }
  })

  test('the solution has all points on 20 seeds', () => {
    for (let seed = 0; seed < 20; seed++) {
      const found = grade(exercise, exercise.reference, { seed })
      expect(found.points, showGrade(found)).toBe(found.outOf)
    }
  })
})
