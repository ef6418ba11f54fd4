/** Vocabularies: characters are code points, and decoding inverts encoding. */
import { chain, isRight, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { evaluate } from 'fp-ts/lib/State.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  decodeModel,
  decodePieces,
  decodeText,
  dense,
  encodeModel,
  encodeText,
  eraseTypes,
  modelCodec,
  Randoms,
  vocabularyOf,
  vocabularySize
} from '../../src/index.js'

test('decoding inverts encoding, for every text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), text => {
      const vocabulary = vocabularyOf(text)
      const codes = encodeText(vocabulary)(text)
      expect(isRight(codes) && codes.right).toHaveLength(Array.from(text).length)
      expect(isRight(codes) && decodeText(vocabulary)(codes.right)).toBe(text)
    })
  )
})

const bytes = { tokens: 'bytes' } as const

test('decoding bytes inverts encoding, for every text, piece by piece without a part of a character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), text => {
      const codes = encodeText(bytes)(text)
      if (!isRight(codes)) throw new Error(codes.left)
      expect(decodeText(bytes)(codes.right)).toBe(text)
      const pieces = Array.from(decodePieces(bytes)(codes.right)).filter(piece => piece !== '')
      expect(pieces).toEqual(Array.from(text))
    })
  )
})

test('bytes that are not UTF-8 become the replacement character', () => {
  expect([...decodePieces(bytes)([0xe9, 0x9b])]).toEqual(['', '', '\uFFFD'])
  expect(decodeText(bytes)([104, 0xff, 105])).toBe('h\uFFFDi')
  expect(decodeText(bytes)([0xef, 0xbb, 0xbf, 104])).toBe('\uFEFFh')
})

test('sizes of vocabularies', () => {
  expect([{ characters: 'a🌧' }, bytes].map(vocabularySize)).toEqual([2, 256])
})

test('the characters are distinct code points in order', () => {
  expect(vocabularyOf('b🌧a🌧é')).toEqual({ characters: 'abé🌧' })
  expect(encodeText({ characters: 'ab' })('abc🌧')).toEqual(left('c'))
  expect(decodeText({ characters: 'a🌧' })([1, 0, 2])).toBe('🌧a\uFFFD')
})

test('a model keeps its vocabulary, as safetensors and as JSON', () => {
  const network = dense(1, 2)
  const vocabulary = { characters: 'a🌧', context: 8 }
  const model = { network: eraseTypes(network), params: evaluate(Randoms.seed(1))(network.init), vocabulary }
  expect(pipe(encodeModel(model), chain(decodeModel))).toMatchObject(right({ vocabulary }))
  expect(pipe(modelCodec().encode(model), chain(modelCodec().decode))).toMatchObject(right({ vocabulary }))
  expect(pipe(encodeModel({ ...model, vocabulary: bytes }), chain(decodeModel))).toMatchObject(
    right({ vocabulary: bytes })
  )
  expect(encodeModel({ ...model, vocabulary: { characters: 'aa' } })).toEqual(
    left('vocabulary.characters must be a string of distinct characters, found "aa"')
  )
})
