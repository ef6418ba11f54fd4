/**
 * The causes that laws name, compared by what they mean. Their wording is the business of the laws: a page that shows an older one is not
 * wrong. `npm run --prefix site update` writes the current one.
 */
const meanings: readonly RegExp[] = [
  /mean over the batch/,
  /sign|opposite/,
  /transpose|exchanged/,
  /updated/,
  /at the output/,
  /Jacobian|slope/,
  /zero|missing/,
  /factor|times/,
  /path|other inputs/,
  /output gradient is ignored/,
  /1 minus/,
  /linear factor/,
  /other examples/,
  /large batches/
]

/** A cause between marks. */
export const marked = (cause: string): string => `⟦${cause}⟧`

/** A text without the marks around causes. */
export const unmarked = (text: string): string => text.replaceAll(/[⟦⟧]/g, '')

/** Whether two causes mean the same. */
export const sameCause = (one: string, other: string): boolean =>
  one === other || meanings.some(meaning => meaning.test(one) && meaning.test(other))

/** A line of a counterexample of lesson 0, without its numbers. `undefined` for other lines. */
const caseOf = (line: string): string | undefined =>
  /^ {3}(weight|bias|input|prediction)\b/.test(line) ? line.replaceAll(/-?\d+(\.\d+)?/g, '#') : undefined

/**
 * Whether a line of a page is what a program prints, up to the wording of causes, and up to the numbers of a counterexample: which case is
 * the smallest depends on what the laws draw.
 *
 * @param printed a line with marks around causes
 */
export const agrees = (printed: string, shown: string): boolean => {
  if (caseOf(printed) !== undefined) return caseOf(printed) === caseOf(shown)
  const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  const pieces = printed.split(/⟦|⟧/)
  const pattern = pieces.map((piece, i) => (i % 2 === 0 ? escaped(piece) : '(.+)')).join('')
  const found = new RegExp(`^${pattern}$`).exec(shown)
  return (
    found !== null && pieces.filter((_, i) => i % 2 === 1).every((cause, i) => sameCause(cause, found[i + 1] ?? ''))
  )
}
