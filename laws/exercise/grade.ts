/** Grades a solution of an exercise, law by law, and names the mistake. It runs in browsers too. */
import { diagnose } from '../diagnosis/diagnose.js'
import { type Law } from '../law/Law.js'
import { type Counterexample, type Result, verify } from '../law/verify.js'
import { type Exercise, type Outcome, type Solution } from './Exercise.js'

/** The verdict on one law. */
export interface Graded {
  /** The kind of the law: `parameter gradient`. */
  readonly law: string
  readonly statement: string
  /** `not tried` if the gate does not hold, or if the law would fail as an earlier one has. */
  readonly verdict: Result['verdict'] | 'not tried'
  readonly points: number
  readonly outOf: number
  /** What happened, in one sentence. */
  readonly message?: string
  /** The mistake, if it is known. */
  readonly cause?: string
  /** The smallest case found that breaks the law. */
  readonly counterexample?: Counterexample
}

/** The grade of one solution. */
export interface Grade {
  /** The name of the exercise. */
  readonly exercise: string
  readonly points: number
  readonly outOf: number
  /** The laws tried so far, in order. */
  readonly laws: readonly Graded[]
}

/** Options of `grade`. */
export interface GradeOptions {
  /** Seed of the draws. Default: 0. */
  readonly seed?: number
  /** Draws for each law. Default: 30. */
  readonly runs?: number
}

/** The laws that count in an exercise: those with a weight. A layer without parameters has no gradient of parameters. */
const lawsOf = (exercise: Exercise, solution: Solution): readonly Law[] =>
  exercise.laws(solution).filter(law => exercise.weights[kindOf(law)] !== undefined)

const kindOf = ({ name }: Pick<Law, 'name'>): string => name.slice(name.indexOf(': ') + 2)

const sum = (numbers: readonly number[]): number => numbers.reduce((total, x) => total + x, 0)

const graded = ({ name, weights }: Exercise, laws: readonly Graded[]): Grade => ({
  exercise: name,
  points: sum(laws.map(({ points }) => points)),
  outOf: sum(Object.values(weights)),
  laws
})

const sameNumber = (one: number, other: number, scale: number): boolean =>
  Object.is(one, other) || Math.abs(one - other) <= 1e-9 * scale

/** Whether two outcomes are equal up to rounding. */
const sameOutcome = (one: Outcome | undefined, other: Outcome | undefined): boolean => {
  if (typeof one === 'string' || typeof other === 'string' || one === undefined || other === undefined)
    return one === other
  return (
    one.length === other.length &&
    one.every(([shape, numbers], i) => {
      const [twin = [], found = []] = other[i] ?? []
      const scale = Math.max(1, ...found.map(Math.abs).filter(Number.isFinite))
      return shape.join() === twin.join() && numbers.every((x, k) => sameNumber(x, found[k] ?? NaN, scale))
    })
  )
}

/**
 * The known mistake that explains a law: on fresh draws the solution gives what the mistake gives, and the mistake does not give
 * what the reference gives.
 */
const knownMistake = (exercise: Exercise, solution: Solution, law: string, seed: number): string | undefined => {
  const found = exercise.outcomes(solution, seed)
  const right = exercise.outcomes(exercise.reference, seed)
  const parts = Object.keys(right[0] ?? {})
  // A law of its own part is explained by that part; the other laws, such as that of shapes, by any part.
  const own = parts.includes(law) ? [law] : parts
  return exercise.mistakes.find(mistake => {
    const theirs = exercise.outcomes(mistake.solution, seed)
    return own.some(
      part =>
        found.every((outcomes, i) => sameOutcome(outcomes[part], theirs[i]?.[part])) &&
        theirs.some((outcomes, i) => !sameOutcome(outcomes[part], right[i]?.[part]))
    )
  })?.name
}

/** The text of a failure without its numbers: two laws that throw it fail for one reason. */
const essence = (message: string): string => message.replace(/-?\d+(\.\d+)?(e[+-]?\d+)?/g, '#')

/** The text of a failure for students. An error of the grader itself needs no name. */
const plain = (message: string): string => message.replace(/^threw BrokenLayer: /, '')

const isThrown = (message: string): boolean => message.startsWith('threw ')

const exported = (exercise: Exercise, solution: Solution): string | undefined => {
  const expected = Object.keys(exercise.reference)
  if (expected.every(name => typeof solution[name] === 'function')) return undefined
  const found = Object.entries(solution).map(([name, value]) => `${name} (${typeof value})`)
  const what = expected.length === 1 ? 'function' : 'functions'
  return `the file must export the ${what} ${expected.join(' and ')}, found ${found.length === 0 ? 'no exports' : found.join(', ')}`
}

/**
 * Grades a solution law by law: yields the grade so far before the first law and after each. The first law, that forward equals the
 * reference, is a gate: if it does not hold, the other laws are not tried, and there are no points.
 *
 * @param exercise an element of `exercises`
 * @param solution the exports of the student's file
 */
export const gradeSteps = function* (
  exercise: Exercise,
  solution: Solution,
  { seed = 0, runs = 30 }: GradeOptions = {}
): Generator<Grade, Grade> {
  const laws = lawsOf(exercise, solution)
  const missing = exported(exercise, solution)
  const done: Graded[] = []
  const thrown = new Set<string>()
  let isClosed = false
  yield graded(exercise, done)
  for (const [i, law] of laws.entries()) {
    const kind = kindOf(law)
    const outOf = exercise.weights[kind] ?? 0
    const stated = { law: kind, statement: law.statement, points: 0, outOf }
    if (i === 0 && missing !== undefined) {
      done.push({ ...stated, verdict: 'fails', message: missing })
      isClosed = true
    } else if (isClosed) done.push({ ...stated, verdict: 'not tried' })
    else
      done.push({
        ...stated,
        ...tried(exercise, solution, law, { seed, runs }, { thrown, isFirst: done.every(isRight) }),
        outOf
      })
    const last = done.at(-1)
    if (i === 0 && last?.verdict !== 'holds') isClosed = true
    yield graded(exercise, done)
  }
  return graded(exercise, done)
}

const isRight = ({ verdict }: Graded): boolean => verdict === 'holds'

interface Before {
  /** What the laws before have thrown. */
  readonly thrown: Set<string>
  /** Whether all laws before hold. */
  readonly isFirst: boolean
}

/** Tries one law, and adds what it throws to what was thrown before. */
const tried = (
  exercise: Exercise,
  solution: Solution,
  law: Law,
  options: Required<GradeOptions>,
  { thrown, isFirst }: Before
): Pick<Graded, 'verdict' | 'points' | 'message' | 'cause' | 'counterexample'> => {
  const kind = kindOf(law)
  const [result] = verify([law], options).results
  if (result === undefined) return { verdict: 'not tried', points: 0 }
  const { verdict, counterexample, reason } = result
  if (verdict === 'holds') return { verdict, points: exercise.weights[kind] ?? 0 }
  if (counterexample === undefined) return { verdict, points: 0, ...(reason === undefined ? {} : { message: reason }) }
  const { message } = counterexample
  if (isThrown(message) && thrown.has(essence(message))) return { verdict: 'not tried', points: 0 }
  if (isThrown(message)) thrown.add(essence(message))
  const known = knownMistake(exercise, solution, kind, options.seed + 1) ?? counterexample.cause
  // The diagnosis takes time, so it explains the first law only.
  const cause = known ?? (isFirst ? diagnosed(law, options) : undefined)
  return { verdict, points: 0, message: plain(message), counterexample, ...(cause === undefined ? {} : { cause }) }
}

const diagnosed = (law: Law, options: Required<GradeOptions>): string | undefined =>
  verify([law], { ...options, explain: diagnose }).results[0]?.counterexample?.cause

/**
 * Grades a solution of an exercise.
 *
 * @example grade(exercises[0], { forward, backward }).points
 */
export const grade = (exercise: Exercise, solution: Solution, options: GradeOptions = {}): Grade => {
  let last = graded(exercise, [])
  for (const step of gradeSteps(exercise, solution, options)) last = step
  return last
}

/**
 * The grade of a solution that was stopped, such as after its time limit: the law that was being tried fails with this message, and
 * the laws after it are not tried.
 *
 * @param soFar the last grade of `gradeSteps`
 */
export const stopped = (exercise: Exercise, soFar: Grade, message: string): Grade => {
  const [next, ...others] = lawsOf(exercise, exercise.reference).slice(soFar.laws.length)
  if (next === undefined) return soFar
  const line = (law: Law): Graded => ({
    law: kindOf(law),
    statement: law.statement,
    verdict: 'not tried',
    points: 0,
    outOf: exercise.weights[kindOf(law)] ?? 0
  })
  return graded(exercise, [...soFar.laws, { ...line(next), verdict: 'fails', message }, ...others.map(line)])
}

/**
 * A grade in one line: `6 of 8 laws, 8 of 11 points; parameter gradient: the mean over the batch was taken instead of the sum`.
 */
export const showGrade = ({ laws, points, outOf }: Grade): string => {
  const holding = laws.filter(({ verdict }) => verdict === 'holds').length
  const said = new Set<string>()
  const reasons = laws.flatMap(({ law, verdict, cause, message }) => {
    const reason = cause ?? message
    if (verdict === 'holds' || reason === undefined || said.has(reason)) return []
    said.add(reason)
    return [`${law}: ${reason}`]
  })
  return [`${holding} of ${laws.length} laws, ${points} of ${outOf} points`, ...reasons].join('; ')
}

/** The smallest case of the first law that does not hold, as lines of a name and a text. Empty if all laws hold. */
export const smallestCase = ({ laws }: Grade): readonly (readonly [name: string, text: string])[] => {
  const { counterexample } = laws.find(({ counterexample }) => counterexample !== undefined) ?? {}
  if (counterexample === undefined) return []
  const { exhibits, entry, message } = counterexample
  return [
    ['what', plain(message)],
    ...exhibits,
    ...(entry === undefined
      ? []
      : [
          ['entry', entry.place] as const,
          ['found', String(entry.analytic)] as const,
          ['expected', String(entry.numeric)] as const
        ])
  ]
}
