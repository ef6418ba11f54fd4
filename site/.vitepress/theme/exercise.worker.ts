import * as library from 'pullback'
import { exerciseOf, gradeSteps, smallestCase, withImports } from 'pullback/exercises'
import { type Graded, type Solution } from 'pullback/exercises'

/** What the page sends: an exercise and the code to grade. */
export interface Job {
  readonly id: number
  readonly code: string
}

/** What the worker answers: the grade after each law, or why the code cannot be loaded. */
export type Answer =
  | {
      readonly is: 'grade'
      readonly points: number
      readonly outOf: number
      readonly laws: readonly Line[]
      readonly smallest: readonly (readonly [string, string])[]
    }
  | { readonly is: 'unloaded'; readonly message: string }
  | { readonly is: 'done' }

export type Line = Pick<Graded, 'law' | 'statement' | 'verdict' | 'points' | 'outOf' | 'message' | 'cause'>

const post = (answer: Answer): void => {
  postMessage(answer)
}

/** A module that exports the library of this worker: tensors of another copy would be refused. */
const moduleOf = (text: string): string => URL.createObjectURL(new Blob([text], { type: 'text/javascript' }))

const load = async (code: string): Promise<Solution> => {
  Object.assign(globalThis, { pullback: library })
  const names = Object.keys(library)
  const address = moduleOf(`const { ${names.join(', ')} } = globalThis.pullback\nexport { ${names.join(', ')} }`)
  const found: Solution = await import(/* @vite-ignore */ moduleOf(withImports(code, address)))
  return { ...found }
}

const grade = async ({ id, code }: Job): Promise<void> => {
  const exercise = exerciseOf(String(id))
  if (exercise === undefined) return post({ is: 'unloaded', message: `there is no exercise ${id}` })
  let solution: Solution
  try {
    solution = await load(code)
  } catch (error) {
    return post({ is: 'unloaded', message: error instanceof Error ? `${error.name}: ${error.message}` : String(error) })
  }
  for (const found of gradeSteps(exercise, solution)) {
    const { points, outOf, laws } = found
    const lines = laws.map(({ law, statement, verdict, points, outOf, message, cause }) => ({
      law,
      statement,
      verdict,
      points,
      outOf,
      ...(message === undefined ? {} : { message }),
      ...(cause === undefined ? {} : { cause })
    }))
    post({ is: 'grade', points, outOf, laws: lines, smallest: smallestCase(found) })
  }
  post({ is: 'done' })
}

addEventListener('message', ({ data }: MessageEvent<Job>) => void grade(data))
