/**
 * Size of a batch axis that stays open when a program is traced: the program then runs with batches of any size.
 *
 * It is 2⁵⁰⁰. Multiples of a power of two are exact, so `openBatch * 64`, the size of an axis that folds batch and positions into
 * one, differs from `openBatch`, and a division returns it.
 *
 * @example trace([{ name: 'x', shape: [openBatch, 3] }], ['y'], x => [Algebra.tanh(x)])
 */
export const openBatch = 2 ** 500

/** Whether a size is the open batch size or a multiple. */
export const isOpen = (size: number): boolean => size >= openBatch

/** Formats a size as text: `batch` for the open batch size, `batch · 64` for a multiple. */
export const showSize = (size: number): string =>
  !isOpen(size) ? String(size) : size === openBatch ? 'batch' : `batch · ${size / openBatch}`
