/**
 * No correct layer is rejected: every layer of the catalogue, every law, 200 seeds, with the default number of samples. Results:
 * docs/results/laws-right.json. Run by `npm run check:long`.
 */
import { expect, test } from 'vitest'
import { lawsOf } from '../../laws/layer/layerLaws.js'
import { layerSubjects as layers } from '../../laws/subject/layers.js'
import { verdicts, write } from './lawsRun.js'

const seeds = 200

test(
  'no right layer is rejected on any of 200 seeds',
  async () => {
    const found = layers.map(row => ({
      layer: row.name,
      laws: lawsOf(row).length,
      ...verdicts(() => lawsOf(row), seeds)
    }))
    const result = {
      task: 'every law of a layer on every layer of the catalogue, at the default number of draws',
      command: 'npm run check:long',
      seeds: { from: 0, to: seeds - 1 },
      rejected: found.flatMap(({ layer, failed }) => failed.map(seed => ({ layer, seed }))),
      undecided: found.flatMap(({ layer, undecided }) => undecided.map(seed => ({ layer, seed }))),
      layers: found.map(({ layer, laws }) => ({ layer, laws }))
    }
    await write('laws-right.json', result)
    expect(result.rejected).toEqual([])
    expect(result.undecided).toEqual([])
  },
  3 * 60 * 60_000
)
