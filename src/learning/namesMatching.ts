import { type Parameter } from '../layer/Description.js'

/** The expression without the flags `g` and `y`: with them an expression keeps the position of the last match. */
export const withoutPosition = (names: RegExp): RegExp => new RegExp(names.source, names.flags.replace(/[gy]/g, ''))

/**
 * Returns a function that tells for each parameter whether its name matches: `0.weight` matches `/weight$/`.
 *
 * @param of name of the function that takes the expression, which starts the error message
 * @param names matches names; the flags `g` and `y` are ignored
 * @throws RangeError, from the returned function, if no parameter matches
 */
export const namesMatching = (
  of: string,
  names: RegExp
): ((parameters: readonly Parameter[]) => readonly boolean[]) => {
  const pattern = withoutPosition(names)
  return parameters => {
    const chosen = parameters.map(({ name }) => pattern.test(name))
    if (chosen.includes(true)) return chosen
    const all = parameters.map(({ name }) => name).join(', ')
    throw new RangeError(
      `${of}: no parameter name matches ${String(pattern)}, found ${all === '' ? 'no parameters' : all}`
    )
  }
}
