import { lossOf } from '../../distributed/train.js'
import { textTable } from '../../codec/textTable.js'
import { printable, showError, showShare } from '../progressText.js'
import { showCombination } from './grid.js'
import { type Done, type Prepared } from './run.js'

const average = (numbers: readonly number[]): number => numbers.reduce((sum, x) => sum + x, 0) / numbers.length

/** The trial with the lowest loss. */
const bestOf = (done: readonly Done[]): Done | undefined =>
  done.toSorted((one, other) => lossOf(one.row) - lossOf(other.row))[0]

const tableOf = (all: readonly (readonly [Prepared, readonly Done[]])[]): string =>
  textTable([
    ['settings', 'trials', 'mean loss', 'best loss', 'best accuracy', 'epoch'],
    ...all.map(([{ combination }, done]) => {
      const best = bestOf(done)
      const accuracy = best?.row.accuracy
      return [
        showCombination(combination),
        String(done.length),
        showError(average(done.map(({ row }) => lossOf(row)))),
        showError(best === undefined ? NaN : lossOf(best.row)),
        accuracy === undefined ? '' : showShare(accuracy),
        String(best?.row.epoch ?? '')
      ]
    })
  ])

interface Outcome {
  readonly prepared: readonly Prepared[]
  readonly done: readonly Done[]
  readonly isAll: boolean
  /** The file of the best model. */
  readonly out: string | undefined
}

/** The results of a sweep as a table, the combination with the lowest mean loss first. */
export const report = ({ prepared, done, isAll, out }: Outcome): string => {
  const groups = prepared
    .map(one => [one, done.filter(({ prepared }) => prepared === one)] as const)
    .filter(([, found]) => found.length > 0)
    .toSorted(
      ([, one], [, other]) => average(one.map(({ row }) => lossOf(row))) - average(other.map(({ row }) => lossOf(row)))
    )
  const best = bestOf(done)
  return printable(
    [
      tableOf(groups).trimEnd(),
      `Best: ${best === undefined ? 'none' : `${showCombination(best.prepared.combination)}, seed ${best.seed}`}.`,
      ...(out === undefined ? [] : [`Wrote ${out}.`]),
      ...(isAll ? [] : ['Interrupted: --resume continues.']),
      ''
    ].join('\n')
  )
}

/** The best trial of a sweep as a line of JSON. */
export const jsonResult = ({ done, out }: Outcome): string => {
  const best = bestOf(done)
  return `${JSON.stringify({ type: 'result', trials: done.length, ...best?.row, settings: best?.prepared.combination, seed: best?.seed, model: out ?? null })}\n`
}
