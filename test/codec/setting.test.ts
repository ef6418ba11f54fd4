/** The settings of a description: JSON restores every setting bit for bit, and other values are refused. */
import { left, right } from 'fp-ts/lib/Either.js'
import { parseJson } from 'pullback'
import { describe, expect, test } from 'vitest'
import { explained } from '../../src/codec/complaint.js'
import { configuration } from '../../src/codec/setting.js'

const decode = (settings: unknown) => explained()(configuration.decode(settings))

describe('decode after encode is the identity', () => {
  test.each([
    [
      { a: 1, b: -0.5, c: 'x', d: '', e: true, f: false, g: null },
      '{"a":1,"b":-0.5,"c":"x","d":"","e":true,"f":false,"g":null}'
    ],
    [{ a: NaN }, '{"a":{"$number":"NaN"}}'],
    [{ a: -0 }, '{"a":{"$number":"-0"}}'],
    [{ a: Infinity, b: -Infinity }, '{"a":{"$number":"Infinity"},"b":{"$number":"-Infinity"}}'],
    [{ a: 'NaN', b: '-0' }, '{"a":"NaN","b":"-0"}'],
    [{ a: [1, [NaN, 'x'], []] }, '{"a":[1,[{"$number":"NaN"},"x"],[]]}'],
    [{ a: { b: { c: -0 }, d: {} } }, '{"a":{"b":{"c":{"$number":"-0"}},"d":{}}}']
  ])('%j', (settings, text) => {
    expect(JSON.stringify(configuration.encode(settings))).toBe(text)
    expect(parseJson(text)).toEqual(right(JSON.parse(text)))
    expect(decode(JSON.parse(text))).toEqual(right(settings))
    expect(configuration.is(settings)).toBe(true)
  })
})

describe('refused with one line', () => {
  test.each<readonly [unknown, string]>([
    [1, 'must be an object of settings, found 1'],
    [{ a: undefined }, 'a must be a setting, found nothing'],
    [{ a: [1, undefined] }, 'a[1] must be a setting, found nothing'],
    [{ a: { $number: 'x' } }, 'a.$number must be a number, "-0", "NaN", "Infinity" or "-Infinity", found "x"'],
    [
      { a: { $number: [1] } },
      'a.$number must be a number, "-0", "NaN", "Infinity" or "-Infinity", found a list of length 1'
    ]
  ])('%j', (settings, line) => {
    expect(decode(settings)).toEqual(left(line))
    expect(configuration.is(settings)).toBe(false)
  })
})
