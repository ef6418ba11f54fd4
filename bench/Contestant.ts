/** The result of a run: its duration, and the error (the loss) at the end. */
export interface Outcome {
  readonly seconds: number
  readonly error: number
}

/** An implementation of a benchmark's job. */
export interface Contestant {
  /**
   * Does the job from its start, for `count` units (epochs, steps). Measures its own time, so that starting a process or reading a
   * file does not count.
   */
  readonly run: (count: number) => Outcome | Promise<Outcome>
  /** Tolerance for the error, if the contestant computes with lower precision. Default: the tolerance of the job. */
  readonly tolerance?: number
  /** Line to print below the table, such as the version of a library. */
  readonly note?: string
  /** Releases resources of `run`, such as a process. */
  readonly close?: () => unknown
}

/** Contestants by name. Loading fails, with the reason as the error's message, if a contestant cannot run on this machine. */
export interface Contestants {
  readonly [name: string]: () => Contestant | Promise<Contestant>
}

export const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).trim().split('\n')[0] ?? ''

/** A contestant in this process. The time of `work` is measured; `work` returns the error at the end. */
export const present = (
  work: (count: number) => number | Promise<number>,
  limits: Omit<Contestant, 'run'> = {}
): Contestant => ({
  ...limits,
  run: async count => {
    const start = performance.now()
    const error = await work(count)
    return { seconds: (performance.now() - start) / 1000, error }
  }
})

/** A contestant on one thread and one on two, because neither number is always the faster one. */
export const perThreads = (
  name: string,
  contestant: (threads: number) => Contestant | Promise<Contestant>
): Contestants => ({
  [`${name}, 1 thread`]: () => contestant(1),
  [`${name}, 2 threads`]: () => contestant(2)
})
