import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { createScanner, parse, type ParseError, printParseErrorCode } from 'jsonc-parser'

/** A JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** Bounds on a JSON text. */
export interface JsonBounds {
  /** Maximum number of characters. */
  readonly length: number
  /** Maximum depth of nested brackets. */
  readonly depth: number
}

/** Default bounds: 2^26 characters and 200 levels. Larger models belong in safetensors files. */
export const jsonBounds: JsonBounds = { length: 2 ** 26, depth: 200 }

/** Keys that are refused, because assigning to them could change the prototype of an object. */
export const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * Parses JSON from an untrusted source. Accepts what `JSON.parse` accepts, except duplicate keys, the keys `__proto__`,
 * `constructor` and `prototype`, and texts that exceed the bounds.
 *
 * @param bounds Default: 2^26 characters, 200 levels of brackets.
 * @returns a `Left` with the place: `line 3, column 7: the key "a" occurs twice in one object`
 * @example parseJson('{"a": 1, "a": 2}') // Left
 */
export const parseJson = (text: string, bounds: JsonBounds = jsonBounds): Either<string, unknown> => {
  if (text.length > bounds.length)
    return left(`JSON must be at most ${bounds.length} characters long, found ${text.length}`)
  const fault = faultOf(text, bounds)
  if (fault !== undefined) return left(fault)
  try {
    return right(JSON.parse(text))
  } catch {
    return left(malformed(text))
  }
}

/** The first violation of our additional rules. Ignores syntax errors, which `malformed` reports afterwards. */
const faultOf = (text: string, { depth }: JsonBounds): string | undefined => {
  const scanner = createScanner(text)
  /** The keys of each open bracket: `undefined` for a list. */
  const open: (Set<string> | undefined)[] = []
  let string: { readonly value: string; readonly place: string } | undefined
  // The last token begins at the end of the text, and may have a length if a comment is not closed.
  for (scanner.scan(); scanner.getTokenOffset() < text.length; scanner.scan()) {
    const place = placeOf(scanner.getTokenStartLine(), scanner.getTokenStartCharacter())
    const first = text[scanner.getTokenOffset()]
    if (first === '{' || first === '[') {
      open.push(first === '{' ? new Set() : undefined)
      if (open.length > depth) return `${place}: brackets must be nested at most ${depth} deep, found more`
    } else if (first === '}' || first === ']') open.pop()
    else if (first === '"') string = { value: scanner.getTokenValue(), place }
    else if (first === ':' && string !== undefined) {
      const keys = open.at(-1)
      const key = JSON.stringify(string.value)
      if (forbiddenKeys.has(string.value)) return `${string.place}: the key ${key} is not allowed`
      if (keys?.has(string.value)) return `${string.place}: the key ${key} occurs twice in one object`
      keys?.add(string.value)
    }
  }
  return undefined
}

const placeOf = (line: number, character: number): string => `line ${line + 1}, column ${character + 1}`

const malformed = (text: string): string => {
  const errors: ParseError[] = []
  parse(text, errors, { disallowComments: true })
  const [first] = errors
  if (first === undefined) return 'invalid JSON'
  const before = text.slice(0, first.offset).split('\n')
  // `CommaExpected` -> `comma expected`
  const what = printParseErrorCode(first.error).replace(/(?!^)([A-Z])/g, ' $1')
  return `${placeOf(before.length - 1, before.at(-1)?.length ?? 0)}: invalid JSON: ${what.toLowerCase()}`
}
