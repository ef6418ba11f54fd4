/** Rows of text as aligned columns: the first column is left-aligned, the others right-aligned. The first row is the heading. */
export const table = (rows: readonly (readonly string[])[]): string => {
  const widths = rows.reduce<readonly number[]>(
    (known, row) => row.map((cell, column) => Math.max(known[column] ?? 0, cell.length)),
    []
  )
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('   ')
      .trimEnd()
  const [heading = [], ...body] = rows.map(line)
  return [heading, '-'.repeat(widths.reduce((sum, width) => sum + width + 3, -3)), ...body].join('\n')
}
