import { type Either, mapLeft } from 'fp-ts/lib/Either.js'
import * as t from 'io-ts/lib/index.js'

/** A value as text for a message, at most 60 characters. */
export const shortly = (value: unknown): string => {
  if (value === undefined) return 'nothing'
  // JSON has no NaN.
  if (typeof value === 'number') return String(value)
  const text = typeof value === 'object' && value !== null ? kindOf(value) : JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

/** Names as quoted text on one line. Quoting escapes line breaks in names that come from a file. */
export const listed = (names: readonly string[]): string => names.map(name => JSON.stringify(name)).join(', ')

/** The first ten of some names. */
export const someOf = (names: readonly string[]): string =>
  listed(names.slice(0, 10)) + (names.length > 10 ? ', …' : '')

const kindOf = (value: object): string => (Array.isArray(value) ? `a list of length ${value.length}` : 'an object')

/** The path to a value: `parts[1].configuration`. io-ts numbers the branches of unions and intersections; the path omits them. */
const pathOf = (context: t.Context): string =>
  context
    .flatMap(({ key }, i) => (isBranching(context[i - 1]?.type) ? [] : [key]))
    .reduce((path, key) => (/^\d+$/.test(key) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`), '')

const isRecursive = (type: unknown): type is t.RecursiveType<t.Mixed> => type instanceof t.RecursiveType

const isBranching = (type: unknown): boolean =>
  isRecursive(type) ? isBranching(type.type) : type instanceof t.UnionType || type instanceof t.IntersectionType

/** Names of io-ts types in a message. */
const names: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  boolean: 'true or false',
  UnknownRecord: 'an object'
}

const nameOf = (type = ''): string => (type.startsWith('{') ? 'an object' : (names[type] ?? type))

const complaint = ({ context, value, message }: t.ValidationError, within: string): string => {
  const path = [within, pathOf(context)].filter(part => part !== '').join('.')
  const expected = message ?? `must be ${nameOf(context.at(-1)?.type.name)}, found ${shortly(value)}`
  return path === '' ? expected : `${path} ${expected}`
}

/**
 * Turns the errors of an io-ts decoder into one line with the path, the expected value and the value found:
 *
 *     network.parts[1].configuration.inputs must be a positive integer, found -1
 *
 * Reports the deepest error: in a union, that of the branch that matched furthest.
 *
 * @param within path to the decoded value. Default: the value is the whole input.
 */
export const explained =
  (within = '') =>
  <A>(decoded: Either<t.Errors, A>): Either<string, A> =>
    mapLeft((errors: t.Errors) =>
      complaint(
        errors.reduce((deepest, error) => (error.context.length > deepest.context.length ? error : deepest)),
        within
      )
    )(decoded)
