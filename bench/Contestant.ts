/** The result of a run: its duration, and the error (the loss) at the end. */
export interface Outcome {
  readonly seconds: number
  readonly error: number
}

/** An implementation of a benchmark's job that can run on this machine. */
export interface Present {
  readonly name: string
  /**
   * Does the job from its start, for `count` units (epochs, steps). Measures its own time, so that starting a process or reading a
   * file does not count.
   */
  readonly run: (count: number) => Outcome | Promise<Outcome>
  /** Maximum number of units per run, for slow contestants. Default: no maximum. */
  readonly most?: number
  /** Tolerance for the error, if the contestant computes with lower precision. Default: the tolerance of the job. */
  readonly tolerance?: number
  /** Releases resources of `run`, such as a process. */
  readonly close?: () => unknown
}

/** An implementation that cannot run on this machine, and the reason. */
export interface Absent {
  readonly name: string
  readonly skipped: string
}

export type Contestant = Present | Absent

export const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).trim().split('\n')[0] ?? ''

export const absent = (name: string, skipped: string): Contestant => ({ name, skipped })

type Work = (count: number) => number | Promise<number>

/** A contestant in this process. The time of `work` is measured; `work` returns the error at the end. */
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

/** Loads a contestant. It is absent if loading fails. */
export const loaded = async (name: string, load: () => Contestant | Promise<Contestant>): Promise<Contestant> => {
  try {
    return await load()
  } catch (reason) {
    return absent(name, reasonOf(reason))
  }
}
