/** One part of the benchmark, measured: what is printed, what is kept, and what of it has to hold. */
export interface Section {
  readonly name: string
  readonly title: string
  readonly text: string
  readonly data: unknown
  readonly checks: readonly Check[]
  /** Whether something computed another result than it should. */
  readonly isWrong: boolean
}

/** Something that has to hold, and what was found; nothing where it could not be measured. */
export interface Check {
  readonly statement: string
  readonly found: number | undefined
  readonly isMet: boolean | undefined
}

/** How often things are measured, and how long at least. */
export interface Effort {
  readonly warmUp: number
  readonly rounds: number
  readonly turnSeconds: number
}

export const thorough: Effort = { warmUp: 3, rounds: 7, turnSeconds: 0.4 }
export const quick: Effort = { warmUp: 0, rounds: 1, turnSeconds: 0.05 }

export const significant = (value: number | undefined): string =>
  value === undefined ? '–' : value.toLocaleString('en-US', { maximumSignificantDigits: 3 })

/** Holds a number against a bound. */
export const check = (statement: string, found: number | undefined, holds: (found: number) => boolean): Check => ({
  statement,
  found,
  isMet: found === undefined ? undefined : holds(found)
})

export const showCheck = ({ statement, found, isMet }: Check): string => {
  const verdict = isMet === undefined ? 'not measured' : isMet ? 'met' : 'NOT MET'
  return `${statement}: ${significant(found)}, ${verdict}`
}
