/** The result of one part of the benchmark: the text to print, the data to keep, and the checks. */
export interface Section {
  readonly name: string
  readonly title: string
  readonly text: string
  readonly data: unknown
  readonly checks: readonly Check[]
  /** Whether a contestant computed a wrong result. */
  readonly isWrong: boolean
}

/** A statement to check and the value found: `undefined` if the value could not be measured. */
export interface Check {
  readonly statement: string
  readonly found: number | undefined
  readonly isMet: boolean | undefined
}

/** Numbers of rounds, and the minimum duration of a turn. */
export interface Effort {
  readonly warmUp: number
  readonly rounds: number
  readonly turnSeconds: number
}

export const thorough: Effort = { warmUp: 3, rounds: 7, turnSeconds: 0.4 }
export const quick: Effort = { warmUp: 0, rounds: 1, turnSeconds: 0.05 }

export const significant = (value: number | undefined): string =>
  value === undefined ? '–' : value.toLocaleString('en-US', { maximumSignificantDigits: 3 })

/** Compares a number with a bound. */
export const check = (statement: string, found: number | undefined, holds: (found: number) => boolean): Check => ({
  statement,
  found,
  isMet: found === undefined ? undefined : holds(found)
})

export const showCheck = ({ statement, found, isMet }: Check): string => {
  const verdict = isMet === undefined ? 'not measured' : isMet ? 'met' : 'NOT MET'
  return `${statement}: ${significant(found)}, ${verdict}`
}
