import { isRight } from 'fp-ts/lib/Either.js'
import * as t from 'io-ts/lib/index.js'

/**
 * Maximum number of repetitions in an expression. Matching a name of length n with r repetitions takes up to nʳ⁺¹ steps, so this
 * bounds the time.
 */
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
 * Codec of a regular expression as text: `/weight$/i`. Groups and a third repetition are rejected, because a file could contain an
 * expression that takes too long to match.
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
