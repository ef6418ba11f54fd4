import { type Definition, type Statement, type Type } from '../../../algebra/kernel/wasm/instructions.js'
import { type Declare } from '../../../algebra/kernel/wasm/module.js'
import { type Shape } from '../../../tensor/Shape.js'
import { type Arithmetic } from './Arithmetic.js'
import { type Block, type Memory, startMemory } from './Memory.js'

/** Numbers that are written to memory once, before the first run. */
export interface Initial {
  readonly address: number
  readonly numbers: Float64Array | Int32Array
}

/** A row index that a program checks. */
export interface Check {
  /** Name of the operation for the error message. */
  readonly name: string
  /** Number of rows. */
  readonly rows: number
  /** Shape of the indices. */
  readonly places: Shape
}

/** The main function of a module while it is written, and what belongs to it. */
export interface Code {
  readonly arithmetic: Arithmetic
  readonly memory: Memory
  /** Reserves memory for that many numbers. */
  readonly numbers: (count: number) => Block
  readonly declare: Declare
  /** Appends statements to the main function. */
  readonly add: (...statements: readonly Statement[]) => void
  /** Collects the statements that `write` appends. */
  readonly collected: (write: () => void) => readonly Statement[]
  /** The function with this key. It is made once; loops that are the same but for their addresses share one. */
  readonly shared: <P extends readonly Type[], R extends Type>(
    key: string,
    make: () => Definition<P, R>
  ) => Definition<P, R>
  /** Memory that holds these numbers before the first run. */
  readonly initial: (numbers: Float64Array) => Block
  /** Memory that holds these integers before the first run; one table per key. */
  readonly table: (key: string, integers: Int32Array) => Block
  /** Registers a check; the main function returns its number where it fails. */
  readonly check: (check: Check) => number
  readonly done: () => {
    readonly statements: readonly Statement[]
    readonly initials: readonly Initial[]
    readonly checks: readonly Check[]
  }
}

/** Starts an empty main function. */
export const startCode = (arithmetic: Arithmetic, declare: Declare): Code => {
  const memory = startMemory()
  const shared = new Map<string, Definition>()
  const initials: Initial[] = []
  const known = new Map<Float64Array, Block>()
  const tables = new Map<string, Block>()
  const checks: Check[] = []
  let statements: Statement[] = []
  const numbers = (count: number): Block => memory.take(count * arithmetic.bytes)
  return {
    arithmetic,
    memory,
    numbers,
    declare,
    add: (...more) => {
      for (const statement of more) statements.push(statement)
    },
    collected: write => {
      const outer = statements
      statements = []
      write()
      const found = statements
      statements = outer
      return found
    },
    shared: <P extends readonly Type[], R extends Type>(key: string, make: () => Definition<P, R>) => {
      const found = shared.get(key) ?? make()
      shared.set(key, found)
      // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- a key belongs to one kind of function
      return found as Definition<P, R>
    },
    initial: values => {
      const block = known.get(values) ?? memory.keep(values.length * arithmetic.bytes)
      if (!known.has(values)) initials.push({ address: block.address, numbers: values })
      known.set(values, block)
      return block
    },
    table: (key, integers) => {
      const block = tables.get(key) ?? memory.keep(4 * integers.length)
      if (!tables.has(key)) initials.push({ address: block.address, numbers: integers })
      tables.set(key, block)
      return block
    },
    check: check => checks.push(check),
    done: () => ({ statements, initials, checks })
  }
}
