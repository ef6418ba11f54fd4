/**
 * JSON that comes from outside: not too long and not too deep, no key twice, and no key that an object already has. Every
 * refusal says where: `line 3, column 7: the key "a" stands here a second time`.
 */
import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { createScanner, parse, type ParseError, printParseErrorCode } from 'jsonc-parser'

/** What JSON can say. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

export interface JsonBounds {
  /** Characters. */
  readonly length: number
  /** Brackets within brackets. */
  readonly depth: number
}

/** 64 MB: files that are larger are no JSON that people read. */
export const jsonBounds: JsonBounds = { length: 2 ** 26, depth: 200 }

/** Assigning to such a key would change what it is assigned to. */
export const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

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

/** The first thing that JSON permits and we do not. Reads on where the syntax is broken: that is told afterwards. */
const faultOf = (text: string, { depth }: JsonBounds): string | undefined => {
  const scanner = createScanner(text)
  /** The keys of every object that is open; `undefined` where it is a list. */
  const open: (Set<string> | undefined)[] = []
  let string: { readonly value: string; readonly place: string } | undefined
  // At the end there is a token that begins there. It may have a length: that of what a comment that is not closed lacks.
  for (scanner.scan(); scanner.getTokenOffset() < text.length; scanner.scan()) {
    const place = placeOf(scanner.getTokenStartLine(), scanner.getTokenStartCharacter())
    const first = text[scanner.getTokenOffset()]
    if (first === '{' || first === '[') {
      open.push(first === '{' ? new Set() : undefined)
      if (open.length > depth) return `${place}: brackets must be at most ${depth} deep`
    } else if (first === '}' || first === ']') open.pop()
    else if (first === '"') string = { value: scanner.getTokenValue(), place }
    else if (first === ':' && string !== undefined) {
      const keys = open.at(-1)
      const key = JSON.stringify(string.value)
      if (forbiddenKeys.has(string.value)) return `${string.place}: the key ${key} is not allowed`
      if (keys?.has(string.value)) return `${string.place}: the key ${key} stands here a second time`
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
  if (first === undefined) return 'this is not JSON'
  const before = text.slice(0, first.offset).split('\n')
  // `CommaExpected` -> `comma expected`
  const what = printParseErrorCode(first.error).replace(/(?!^)([A-Z])/g, ' $1')
  return `${placeOf(before.length - 1, before.at(-1)?.length ?? 0)}: this is not JSON: ${what.toLowerCase()}`
}
