/**
 * The text of a function while it is written: its lines, and what stands before them.
 *
 * A loop becomes a function of its own, which other loops of the same text share: so a deep network of equal layers is
 * little more text than a shallow one.
 */

/** What the text needs that is not text: tables of constants, shapes, kernels. */
export type Imported = Float64Array | readonly number[] | ((...given: never[]) => unknown)

export interface Code {
  /** A name that nothing else has. */
  readonly name: (prefix: string) => string
  readonly line: (text: string) => void
  /** Names the value of an expression. */
  readonly keep: (expression: string) => string
  /** An array of that many numbers, made once for all calls. */
  readonly buffer: (size: number) => string
  readonly imported: (thing: Imported) => string
  /** The name of the function with this parameter list and body. */
  readonly shared: (text: string) => string
  readonly done: () => {
    readonly text: string
    readonly names: readonly string[]
    readonly things: readonly Imported[]
  }
}

export const startCode = (): Code => {
  const lines: string[] = []
  const before: string[] = []
  const functions = new Map<string, string>()
  const imports = new Map<Imported, string>()
  let count = 0
  const name = (prefix: string): string => `${prefix}${count++}`
  return {
    name,
    line: text => lines.push(text),
    keep: expression => {
      const kept = name('t')
      lines.push(`const ${kept} = ${expression}`)
      return kept
    },
    buffer: size => {
      const buffer = name('b')
      before.push(`const ${buffer} = new Float64Array(${size})`)
      return buffer
    },
    imported: thing => {
      const known = imports.get(thing) ?? name('g')
      imports.set(thing, known)
      return known
    },
    shared: text => {
      const known = functions.get(text) ?? name('f')
      if (!functions.has(text)) before.push(`const ${known} = ${text}`)
      functions.set(text, known)
      return known
    },
    done: () => ({
      text: ["'use strict'", ...before, ...lines].join('\n'),
      names: [...imports.values()],
      things: [...imports.keys()]
    })
  }
}

/** A number as an expression: in brackets where it has a sign, so that `x - -1` cannot become something else. */
export const literal = (x: number): string => (Object.is(x, -0) ? '(-0)' : x < 0 ? `(${x})` : String(x))
