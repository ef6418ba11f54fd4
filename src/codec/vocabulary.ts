import { type Either, left, right } from 'fp-ts/lib/Either.js'
import * as t from 'io-ts/lib/index.js'
import { size } from '../catalogue/Row.js'

const areDistinct = (characters: string): boolean => {
  const all = Array.from(characters)
  return all.length > 0 && new Set(all).size === all.length
}

/** Codec of a vocabulary. */
export const Vocabulary = t.intersection([
  t.type({ characters: t.refinement(t.string, areDistinct, 'a string of distinct characters') }),
  t.partial({ context: size })
])

/**
 * How a text becomes class numbers: the class number of a character is its place in `characters`. A character is a Unicode code
 * point. `context` is the longest sequence that the network has learned. Save it with the model.
 */
export type Vocabulary = t.TypeOf<typeof Vocabulary>

/**
 * The vocabulary of a text: its characters, each once, in the order of their code points.
 *
 * @param text a text with at least one character
 * @example vocabularyOf('hello') // { characters: 'ehlo' }
 */
export const vocabularyOf = (text: string): Vocabulary => ({
  characters: [...new Set(text)].sort((one, other) => (one.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0)).join('')
})

/**
 * The class numbers of the characters of a text.
 *
 * @returns a `Left` of the first character that the vocabulary does not have
 * @example encodeText({ characters: 'ehlo' })('hello') // right([1, 0, 2, 2, 3])
 */
export const encodeText = ({ characters }: Vocabulary): ((text: string) => Either<string, readonly number[]>) => {
  const places = new Map(Array.from(characters, (character, place) => [character, place]))
  return text => {
    const codes: number[] = []
    for (const character of text) {
      const place = places.get(character)
      if (place === undefined) return left(character)
      codes.push(place)
    }
    return right(codes)
  }
}

/**
 * The text of class numbers. A number outside the vocabulary becomes U+FFFD, the replacement character.
 *
 * @example decodeText({ characters: 'ehlo' })([1, 0, 2, 2, 3]) // 'hello'
 */
export const decodeText = ({ characters }: Vocabulary): ((codes: Iterable<number>) => string) => {
  const all = Array.from(characters)
  return codes => Array.from(codes, code => all[code] ?? '\uFFFD').join('')
}
