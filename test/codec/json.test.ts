/** JSON from untrusted sources: which texts are refused, and the places in the messages. */
import fc from 'fast-check'
import { isLeft, left, right, tryCatch } from 'fp-ts/lib/Either.js'
import { parseJson } from 'pullback'
import { describe, expect, test } from 'vitest'

describe('accepts what JSON.parse accepts', () => {
  test.each([
    '{"a":[1,{"b":null}],"c":{"a":"a"}}',
    '[{"a":1},{"a":2}]',
    '["a","a"]',
    ' \n"NaN" ',
    '-0.5e3',
    '{"a":{"toString":1}}',
    '{"":1}'
  ])('%s', text => {
    expect(parseJson(text)).toEqual(right(JSON.parse(text)))
  })

  test('the maximum length and depth are accepted', () => {
    expect(parseJson('[[1]]', { length: 5, depth: 2 })).toEqual(right([[1]]))
    const deep = `${'['.repeat(200)}${']'.repeat(200)}`
    expect(parseJson(deep)).toEqual(right(JSON.parse(deep)))
  })
})

describe('refuses with the place', () => {
  test.each([
    ['{"a":1,\n "a":2}', 'line 2, column 2: the key "a" occurs twice in one object'],
    ['{"":1,"":2}', 'line 1, column 7: the key "" occurs twice in one object'],
    ['{"a":[{"b":1}],"a":2}', 'line 1, column 16: the key "a" occurs twice in one object'],
    ...['__proto__', 'constructor', 'prototype'].map((key): [string, string] => [
      `{"${key}":1}`,
      `line 1, column 2: the key "${key}" is not allowed`
    ]),
    ['{\n"a" 1}', 'line 2, column 5: invalid JSON: colon expected'],
    ['[1 2]', 'line 1, column 4: invalid JSON: comma expected'],
    ['[1] // one', 'line 1, column 5: invalid JSON: invalid comment token'],
    // Comments that are not closed.
    ['[1] /* one ', 'line 1, column 5: invalid JSON: invalid comment token'],
    ['{"a":1}/*', 'line 1, column 8: invalid JSON: invalid comment token'],
    ['{:1}', 'line 1, column 2: invalid JSON: property name expected'],
    ['["a":1,"a":2]', 'line 1, column 5: invalid JSON: comma expected'],
    ['', 'line 1, column 1: invalid JSON: value expected'],
    ['['.repeat(201), 'line 1, column 201: brackets must be nested at most 200 deep, found more']
  ])('%j', (text, line) => {
    expect(parseJson(text)).toEqual(left(line))
  })

  test('too long, too deep', () => {
    expect(parseJson('[1,2]', { length: 4, depth: 2 })).toEqual(left('JSON must be at most 4 characters long, found 5'))
    expect(parseJson('{"a":[]}', { length: 9, depth: 1 })).toEqual(
      left('line 1, column 6: brackets must be nested at most 1 deep, found more')
    )
  })
})

test('random texts are parsed like JSON.parse does, or refused with one line with a place', () => {
  const marks = '{ } [ ] : , " 1 - 0 . e \\ / * x "a" true null // /* */ \\u0'.split(' ')
  const words = [...marks, ' ', '\n', '\t', '\u00a0', '\ufeff', '\u0001']
  const texts = fc.array(fc.constantFrom(...words), { maxLength: 8 }).map(found => found.join(''))
  fc.assert(
    fc.property(texts, text => {
      const found = parseJson(text)
      const expected = tryCatch((): unknown => JSON.parse(text), String)
      if (isLeft(found)) {
        expect(found.left).toMatch(
          isLeft(expected)
            ? /^line \d+, column \d+: (invalid JSON: [a-z ]+|the key .+)$/
            : /^line \d+, column \d+: the key .+ occurs twice in one object$/
        )
      } else expect(found).toEqual(expected)
    }),
    { numRuns: 5000 }
  )
})
