import { isRight } from 'fp-ts/lib/Either.js'
import * as t from 'io-ts/lib/index.js'

/** Repetitions in an expression: trying it takes a power of the length of a name, this and one more. */
const mostRepetitions = 2

const parse = (text: string): RegExp | undefined => {
  const [, source, flags] = /^\/(.*)\/([a-z]*)$/s.exec(text) ?? []
  if (source === undefined) return undefined
  const bare = source.replace(/\\./gs, '').replace(/\[[^\]]*\]/g, '')
  if (bare.includes('(') || bare.replace(/[^*+?{]/g, '').length > mostRepetitions) return undefined
  try {
    return new RegExp(source, flags)
  } catch {
    return undefined
  }
}

/**
 * A regular expression as text in a configuration: `/weight$/i`. Groups and a third repetition are refused: with them a file
 * could bring an expression that takes for ever.
 */
export const expression = new t.Type<RegExp, string, unknown>(
  `a regular expression without groups and with at most ${mostRepetitions} repetitions`,
  (found): found is RegExp => found instanceof RegExp,
  (found, context) => {
    const text = t.string.decode(found)
    const parsed = isRight(text) ? parse(text.right) : undefined
    return parsed === undefined ? t.failure(found, context) : t.success(parsed)
  },
  String
)
