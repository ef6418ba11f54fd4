/**
 * Draws of tests that would take minutes with all of them: `npm test` tries a few, and `.ci/run`, with `vitest run --mode smoke`,
 * all.
 */
export const allDraws = process.env['ALL_DRAWS'] === 'yes'

/** The number of draws in this run. */
export const draws = (few: number, all: number): number => (allDraws ? all : few)
