/**
 * No correct subject is rejected: every loss, optimizer, network, composition, training and layer with kinks, every law, 200 seeds, with the default
 * number of samples. Results: docs/results/laws-right-others.json. Run by `npm run check:long`.
 */
import { expect, test } from 'vitest'
import { everything } from '../../laws/everything.js'
import { kinked } from '../laws/wrong/kinks.js'
import { tiedLosses } from '../laws/wrong/tiedLosses.js'
import { verdicts, write } from './lawsRun.js'

const seeds = 200

test(
  'nothing right is rejected on any of 200 seeds',
  async () => {
    const groups = [
      ...everything().filter(({ kind }) => kind !== 'layer'),
      ...[...kinked, ...tiedLosses]
        .filter(({ isRight }) => isRight)
        .map(({ kind, name, laws }) => ({ kind, name, laws }))
    ]
    const found = groups.map(({ kind, name, laws }) => ({
      kind,
      name,
      laws: laws.length,
      ...verdicts(() => laws, seeds)
    }))
    const result = {
      task: 'every law on every loss, optimizer, network, composition and training, at the default number of draws',
      command: 'npm run check:long',
      seeds: { from: 0, to: seeds - 1 },
      rejected: found.flatMap(({ name, failed }) => failed.map(seed => ({ name, seed }))),
      undecided: found.flatMap(({ name, undecided }) => undecided.map(seed => ({ name, seed }))),
      groups: found.map(({ kind, name, laws }) => ({ kind, name, laws }))
    }
    await write('laws-right-others.json', result)
    expect(result.rejected).toEqual([])
    expect(result.undecided).toEqual([])
  },
  3 * 60 * 60_000
)
