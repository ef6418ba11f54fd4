import { closestMatch } from 'leven'

/** A name without what users write in different ways: `--learning-rate`, `learning_rate` and `learningRate` are equal. */
const plain = (name: string): string => name.replace(/[-_ ]/g, '').toLowerCase()

/** The first letters of the words of a name: `mse` for `meanSquaredError`. */
const initials = (name: string): string => name.replace(/\B[^A-Z]|\W/g, '').toLowerCase()

/** Longest list of names to suggest. */
const mostNames = 4

/**
 * Names the nearest of some names, for the end of a message about an unknown one: the name that differs by the fewest letters, else the
 * names with these initials or with this part. Empty if every name is too different, or if too many names have the part.
 *
 * @example suggestion('adm', ['adam', 'sgd']) // ': did you mean adam?'
 */
export const suggestion = (unknown: string, names: readonly string[]): string => {
  const word = plain(unknown)
  const isShort = word.length < 3
  const maxDistance = isShort ? 0 : Math.min(3, Math.ceil(word.length / 3))
  const nearest = closestMatch(word, names.map(plain), { maxDistance })
  const found = names.filter(name =>
    nearest === undefined
      ? (initials(name) === word && word.length > 1) || (!isShort && plain(name).includes(word))
      : plain(name) === nearest
  )
  if (found.length === 0 || found.length > mostNames) return ''
  return `: did you mean ${[...found.slice(0, -2), found.slice(-2).join(' or ')].join(', ')}?`
}
