/** A value that the text refers to by name: a table of constants, a shape, a kernel. */
export type Imported = Float64Array | readonly number[] | ((...given: never[]) => unknown)

/**
 * The text of a function while it is written: its lines, and the declarations before them.
 *
 * A loop becomes a helper function. Loops with the same text share one, so a deep network of equal layers is little more text
 * than a shallow one.
 */
export interface Code {
  /** A new unique name. */
  readonly name: (prefix: string) => string
  /** Appends a line. */
  readonly line: (text: string) => void
  /** Assigns an expression to a constant and returns its name. */
  readonly keep: (expression: string) => string
  /** Takes an array of that many numbers, allocated once for all calls. It may hold numbers of an earlier use. */
  readonly buffer: (size: number) => string
  /** Ends the use of an array. A later one of the same size may be the same array. */
  readonly release: (array: string) => void
  /** Writes, and returns the arrays that this took and did not release. */
  readonly takenBy: (write: () => void) => ReadonlySet<string>
  /** The name of an imported value. */
  readonly imported: (thing: Imported) => string
  /** The name of the helper function with this parameter list and body. */
  readonly shared: (text: string) => string
  /** The finished text, and the names and values that it imports. */
  readonly done: () => {
    readonly text: string
    readonly names: readonly string[]
    readonly things: readonly Imported[]
  }
}

/** Starts an empty function. */
export const startCode = (): Code => {
  const lines: string[] = []
  const before: string[] = []
  const functions = new Map<string, string>()
  const imports = new Map<Imported, string>()
  const taken: string[] = []
  /** Sizes of the arrays in use. */
  const sizes = new Map<string, number>()
  /** Arrays that are not in use, by size. */
  const free = new Map<number, string[]>()
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
      const known = free.get(size)?.pop()
      const buffer = known ?? name('b')
      if (known === undefined) before.push(`const ${buffer} = new Float64Array(${size})`)
      taken.push(buffer)
      sizes.set(buffer, size)
      return buffer
    },
    release: array => {
      const size = sizes.get(array)
      if (size === undefined) return
      sizes.delete(array)
      free.set(size, [...(free.get(size) ?? []), array])
    },
    takenBy: write => {
      const before = taken.length
      write()
      return new Set(taken.slice(before).filter(array => sizes.has(array)))
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

/** A number as an expression. Negative numbers have parentheses, so that two minus signs never form a decrement. */
export const literal = (x: number): string => (Object.is(x, -0) ? '(-0)' : x < 0 ? `(${x})` : String(x))
