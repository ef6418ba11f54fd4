/**
 * The text of a module with another address for the imports of `pullback`, so that a student's file uses the library of the grader
 * wherever it is: tensors of another copy of the library are not accepted.
 *
 * @param code the student's file
 * @param library address of the module to import instead of `pullback`
 * @example withImports("import { Algebra } from 'pullback'", './library.js') // "import { Algebra } from './library.js'"
 */
export const withImports = (code: string, library: string): string =>
  code.replace(
    /(\bfrom\s*|\bimport\s*\(?\s*)(['"])pullback\2/g,
    (_, before: string, quote: string) => `${before}${quote}${library}${quote}`
  )
