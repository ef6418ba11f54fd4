/**
 * One way of doing the job of a benchmark.
 *
 * `run` does the whole job from its start, `count` units of it (epochs, steps), and measures itself: only it knows which
 * part of what it does is the work and which is starting a process or reading a file. A contestant that cannot run here
 * says why instead.
 */
export interface Outcome {
  readonly seconds: number
  readonly error: number
}

export interface Present {
  readonly name: string
  readonly run: (count: number) => Outcome
}

export interface Absent {
  readonly name: string
  readonly skipped: string
}

export type Contestant = Present | Absent

export const absent = (name: string, skipped: string): Contestant => ({ name, skipped })

/** A contestant of this process: `work` is measured as a whole and gives back the error that it ended with. */
export const present = (name: string, work: (count: number) => number): Contestant => ({
  name,
  run: count => {
    const start = performance.now()
    const error = work(count)
    return { seconds: (performance.now() - start) / 1000, error }
  }
})
