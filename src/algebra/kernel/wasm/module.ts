/** Functions and modules of WebAssembly, made of typed instructions. */
import {
  type Bytes,
  type Definition,
  type Expression,
  expression,
  inBlock,
  type Local,
  type Statement,
  type Type,
  unsigned,
  valueTypes
} from './core.js'

const vector = (items: readonly Bytes[]): Bytes => [unsigned(items.length), items]
const text = (characters: string): Bytes => vector(Array.from(new TextEncoder().encode(characters)))

/** Makes local variables of a function. */
export type Declare = <T extends Type>(type: T) => Local<T>

type Locals<P extends readonly Type[]> = { readonly [K in keyof P]: Local<P[K]> }

const local = <T extends Type>(type: T, index: number): Local<T> => ({
  type,
  index,
  bytes: [0x20, unsigned(index)]
})

const define = <const P extends readonly Type[], R extends Type>(
  parameters: P,
  results: readonly R[],
  write: (declare: Declare, parameters: Locals<P>) => Bytes
): Definition<P, R> => {
  const locals: Type[] = []
  const declare: Declare = type => local(type, parameters.length + locals.push(type) - 1)
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- a tuple mapped element by element
  const given = parameters.map(local) as unknown as Locals<P>
  const body = write(declare, given)
  return { parameters, results, locals, body }
}

/** Defines a function that returns nothing. */
export const procedure = <const P extends readonly Type[]>(
  parameters: P,
  write: (declare: Declare, ...parameters: Locals<P>) => readonly Statement[]
): Definition<P, never> => define(parameters, [], (declare, given) => inBlock(write(declare, ...given)))

/** Defines a function that returns the value of an expression, after some statements. */
export const definition = <const P extends readonly Type[], R extends Type>(
  parameters: P,
  result: R,
  write: (declare: Declare, ...parameters: Locals<P>) => readonly [statements: readonly Statement[], Expression<R>]
): Definition<P, R> =>
  define(parameters, [result], (declare, given) => {
    const [statements, value] = write(declare, ...given)
    return [inBlock(statements), value.bytes]
  })

/** A function of JavaScript that the module imports from `imports` by its name. */
export const imported = <const P extends readonly Type[], R extends Type>(
  name: string,
  parameters: P,
  result: R
): Definition<P, R> => ({ parameters, results: [result], locals: [], body: [], imported: name })

type Expressions<P extends readonly Type[]> = { readonly [K in keyof P]: Expression<P[K]> }

const called = (f: Definition, given: readonly Expression<Type>[]): Bytes => [given.map(({ bytes }) => bytes), 0x10, f]

/** Calls a function that returns a value. */
export const call = <P extends readonly Type[], R extends Type>(
  f: Definition<P, R>,
  ...given: Expressions<P>
): Expression<R> => expression(f.results[0]!, called(f, given))

/** Calls a function that returns nothing. */
export const run = <P extends readonly Type[]>(f: Definition<P, never>, ...given: Expressions<P>): Statement => ({
  bytes: called(f, given)
})

const flat = (bytes: Bytes, indices: ReadonlyMap<Definition, number>): readonly number[] => {
  const result: number[] = []
  const add = (bytes: Bytes): void => {
    if (typeof bytes === 'number') result.push(bytes)
    else if ('body' in bytes) add(unsigned(indices.get(bytes)!))
    else bytes.forEach(add)
  }
  add(bytes)
  return result
}

/** The functions that some functions call, directly or not, and these functions. */
const reached = (functions: readonly Definition[]): readonly Definition[] => {
  const found = new Set<Definition>(functions)
  const search = (bytes: Bytes): void => {
    if (typeof bytes === 'number') return
    if ('body' in bytes) found.add(bytes)
    else bytes.forEach(search)
  }
  // The loop also visits the functions that it finds.
  for (const { body } of found) search(body)
  return [...found]
}

const types = (list: readonly Type[]): Bytes => vector(list.map(type => valueTypes[type]))

/**
 * Encodes a module that exports functions by name and a memory called `memory`. Functions that they call are part of the module.
 *
 * @param pages initial size of the memory, in pages of 64 KiB
 */
export const encodeModule = (
  functions: { readonly [name: string]: Definition },
  pages: number
): Uint8Array<ArrayBuffer> => {
  const found = reached(Object.values(functions))
  const imports = found.filter(f => f.imported !== undefined)
  const own = found.filter(f => f.imported === undefined)
  const all = [...imports, ...own]
  const indices = new Map(all.map((f, i) => [f, i]))
  const sized = (content: Bytes): Bytes => {
    const bytes = flat(content, indices)
    return [unsigned(bytes.length), bytes]
  }
  const section = (id: number, items: readonly Bytes[]): Bytes => [id, sized(vector(items))]
  const bytes: Bytes = [
    [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    section(
      1,
      all.map(({ parameters, results }) => [0x60, types(parameters), types(results)])
    ),
    section(
      2,
      imports.map(({ imported = '' }, i) => [text('imports'), text(imported), 0, unsigned(i)])
    ),
    section(
      3,
      own.map((_, i) => unsigned(imports.length + i))
    ),
    section(5, [[0, unsigned(pages)]]),
    section(7, [...Object.entries(functions).map(([name, f]) => [text(name), 0, f]), [text('memory'), 2, 0]]),
    section(
      10,
      own.map(({ locals, body }) => sized([vector(locals.map(type => [1, valueTypes[type]])), body, 0x0b]))
    )
  ]
  return Uint8Array.from(flat(bytes, indices))
}
