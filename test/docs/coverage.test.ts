/** Every public name has a docstring on its export. Editors do not show a comment above the imports of a file. */
import { resolve } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { entries, type Entry, programOf, publicNamesOf, root } from './publicNames.js'

/** A shorter description says no more than the name. */
const shortest = 12

const undescribed = (program: ts.Program, from: readonly Entry[]): readonly string[] => {
  const checker = program.getTypeChecker()
  return publicNamesOf(program, from)
    .filter(({ symbol }) => ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim().length < shortest)
    .map(({ place }) => place)
}

test('every public name has a description', () => {
  const program = programOf(entries.map(({ path }) => path))
  expect(publicNamesOf(program, entries).length).toBeGreaterThan(400)
  expect(undescribed(program, entries)).toEqual([])
}, 120_000)

test('the check finds exports without a description, also in namespaces, and accepts the others', () => {
  const made = (name: string) => resolve(root, `test/docs/made-${name}.ts`)
  const entry = `
    export { hidden, shown } from './made-header.js'
    export * as Members from './made-members.js'
    /** Too short */
    export interface Short { readonly size: number }
    /** A number of columns. */
    export type Columns = number
  `
  const header = `
    /** This text is above the imports, so no editor shows it. */
    import type { Columns } from './made-entry.js'
    export const hidden: Columns = 1
    /** The number of visible columns. */
    export const shown: Columns = 2
  `
  const members = `
    /** Doubles a number of columns. */
    export const double = (columns: number) => 2 * columns
    export const half = (columns: number) => columns / 2
  `
  const program = programOf(
    [],
    new Map(Object.entries({ entry, header, members }).map(([name, text]) => [made(name), text]))
  )
  expect(undescribed(program, [{ specifier: 'made', path: made('entry') }]).toSorted()).toEqual([
    'made: Members.half',
    'made: Short',
    'made: hidden'
  ])
}, 120_000)
