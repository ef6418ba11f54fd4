import { closestMatch } from 'leven'

/** Names the nearest of some names, for the end of a message about an unknown one. Empty if every name is too different. */
export const suggestion = (unknown: string, names: readonly string[]): string => {
  const same = names.find(name => name.toLowerCase() === unknown.toLowerCase())
  if (same !== undefined) return `: did you mean ${same}?`
  // Hyphens at the beginning are no letters that a user can misspell.
  const letters = unknown.replace(/^-+/, '').length
  if (letters < 3) return ''
  const nearest = closestMatch(unknown, names, { maxDistance: Math.min(3, Math.ceil(letters / 3)) })
  return nearest === undefined ? '' : `: did you mean ${nearest}?`
}
