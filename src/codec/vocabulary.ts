import { type Either, left, right } from 'fp-ts/lib/Either.js'
import * as t from 'io-ts/lib/index.js'
import { size } from '../catalogue/Row.js'

const areDistinct = (characters: string): boolean => {
  const all = Array.from(characters)
  return all.length > 0 && new Set(all).size === all.length
}

/** Codec of a vocabulary. */
export const Vocabulary = t.intersection([
  t.union([
    t.type({ characters: t.refinement(t.string, areDistinct, 'a string of distinct characters') }),
    t.type({ tokens: t.literal('bytes') })
  ]),
  t.partial({ context: size })
])

/**
 * How a text becomes class numbers. Of `characters`, the class number of a character is its place; a character is a Unicode code
 * point. Of `tokens: 'bytes'`, the class numbers are the bytes of the text in UTF-8, so there are 256 and no text is unknown.
 * `context` is the longest sequence that the network has learned. Save the vocabulary with the model.
 */
export type Vocabulary = t.TypeOf<typeof Vocabulary>

const charactersOf = (vocabulary: Vocabulary): readonly string[] | undefined =>
  'characters' in vocabulary ? Array.from(vocabulary.characters) : undefined

/**
 * The vocabulary of a text: its characters, each once, in the order of their code points.
 *
 * @param text a text with at least one character
 * @example vocabularyOf('hello') // { characters: 'ehlo' }
 */
export const vocabularyOf = (text: string): { readonly characters: string } => ({
  characters: [...new Set(text)].sort((one, other) => (one.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0)).join('')
})

/**
 * The number of classes of a vocabulary: its characters, or 256 bytes.
 *
 * @example vocabularySize({ characters: 'ehlo' }) // 4
 */
export const vocabularySize = (vocabulary: Vocabulary): number => charactersOf(vocabulary)?.length ?? 256

/**
 * The class numbers of a text: of its characters, or of its bytes.
 *
 * @returns a `Left` of the first character that the vocabulary does not have
 * @example encodeText({ characters: 'ehlo' })('hello') // right([1, 0, 2, 2, 3])
 * @example encodeText({ tokens: 'bytes' })('é') // right([195, 169])
 */
export const encodeText = (vocabulary: Vocabulary): ((text: string) => Either<string, readonly number[]>) => {
  const characters = charactersOf(vocabulary)
  if (characters === undefined) return text => right(Array.from(new TextEncoder().encode(text)))
  const places = new Map(characters.map((character, place) => [character, place]))
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

const replacement = '\uFFFD'

/** The text of bytes. Yields nothing for a byte after which more bytes of the same character must follow. */
function* ofBytes(codes: Iterable<number>): Iterable<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  for (const code of codes) yield decoder.decode(Uint8Array.of(code), { stream: true })
  yield decoder.decode()
}

function* ofPlaces(characters: readonly string[], codes: Iterable<number>): Iterable<string> {
  for (const code of codes) yield characters[code] ?? replacement
}

/**
 * The text of class numbers, piece by piece: for every class number the characters that it completes. The text of bytes has a
 * character only when all its bytes are there, so that no piece holds a part of a character.
 *
 * A class number outside the vocabulary becomes U+FFFD, the replacement character, as do bytes that are not UTF-8.
 *
 * @example [...decodePieces({ tokens: 'bytes' })([104, 195, 169])] // ['h', '', 'é', '']
 */
export const decodePieces = (vocabulary: Vocabulary): ((codes: Iterable<number>) => Iterable<string>) => {
  const characters = charactersOf(vocabulary)
  return characters === undefined ? ofBytes : codes => ofPlaces(characters, codes)
}

/**
 * The text of class numbers: the inverse of `encodeText`. A number outside the vocabulary becomes U+FFFD, the replacement
 * character.
 *
 * @example decodeText({ characters: 'ehlo' })([1, 0, 2, 2, 3]) // 'hello'
 */
export const decodeText = (vocabulary: Vocabulary): ((codes: Iterable<number>) => string) => {
  const pieces = decodePieces(vocabulary)
  return codes => Array.from(pieces(codes)).join('')
}
