/** The public names of `pullback/exercises`: the exercises and the grader, which run in browsers too. */
export { type Exercise, type Mistake, type Outcome, type Outcomes, type Solution } from './exercise/Exercise.js'
export { exerciseOf, exercises } from './exercise/exercises.js'
export {
  type Grade,
  grade,
  type Graded,
  type GradeOptions,
  gradeSteps,
  showGrade,
  smallestCase,
  stopped
} from './exercise/grade.js'
export { withImports } from './exercise/withImports.js'
