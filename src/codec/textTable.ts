/**
 * Formats rows of cells as lines. Each column is as wide as its widest cell.
 *
 * @param isRight whether the cells of a column are aligned at their right end. Default: no column.
 */
export const textTable = (
  rows: readonly (readonly string[])[],
  isRight: (column: number) => boolean = () => false
): string => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0)))
  const padded = (cell: string, column: number): string =>
    isRight(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)
  return rows.map(row => `${row.map(padded).join('  ').trimEnd()}\n`).join('')
}
