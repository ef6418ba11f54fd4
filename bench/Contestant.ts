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
  readonly run: (count: number) => Outcome | Promise<Outcome>
  /** The most units that it is asked for at once, where it is so slow that a smaller job tells as much. */
  readonly most?: number
  /** How far its error may be off, where it computes with fewer digits than the others, or something else. */
  readonly tolerance?: number
  /** Ends what `run` needs. */
  readonly close?: () => unknown
}

export interface Absent {
  readonly name: string
  readonly skipped: string
}

export type Contestant = Present | Absent

export const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).trim().split('\n')[0] ?? ''

export const absent = (name: string, skipped: string): Contestant => ({ name, skipped })

type Work = (count: number) => number | Promise<number>

/** A contestant of this process: `work` is measured as a whole and gives back the error that it ended with. */
export const present = (
  name: string,
  work: Work,
  limits: Pick<Present, 'most' | 'tolerance' | 'close'> = {}
): Contestant => ({
  ...limits,
  name,
  run: async count => {
    const start = performance.now()
    const error = await work(count)
    return { seconds: (performance.now() - start) / 1000, error }
  }
})

/** A contestant that has to be loaded first, and is absent where that fails. */
export const loaded = async (name: string, load: () => Contestant | Promise<Contestant>): Promise<Contestant> => {
  try {
    return await load()
  } catch (reason) {
    return absent(name, reasonOf(reason))
  }
}
