/**
 * Every wrong layer, loss, optimizer, operation, composition, network, training and codec is rejected for each of 50 seeds, with
 * the default number of samples. Results: docs/results/laws-wrong.json. Run by `npm run check:long`.
 */
import { expect, test } from 'vitest'
import { prove } from '../../laws/wrong/prove.js'
import { everythingWrong } from '../../laws/wrong/everything.js'
import { wrongLayers } from '../../laws/wrong/table.js'
import { wrongOf } from '../laws/wrong/Blind.js'
import { blindLarge } from '../laws/wrong/blindLarge.js'
import { blindPlain } from '../laws/wrong/blindPlain.js'
import { heldOutLayers } from '../laws/wrong/heldOut.js'
import { laterLayers } from '../laws/wrong/heldOutLater.js'
import { kinked } from '../laws/wrong/kinks.js'
import { tiedLosses } from '../laws/wrong/tiedLosses.js'
import { unreached } from '../laws/wrong/unreached.js'
import { verdicts, write } from './lawsRun.js'

const seeds = 50
const plain = blindPlain.map(wrongOf)
const large = blindLarge.map(wrongOf)

test(
  'everything wrong is rejected on each of 50 seeds',
  async () => {
    const everyMistake = [
      ...everythingWrong.flatMap(({ wrong }) => wrong),
      ...[heldOutLayers, laterLayers, plain, large, unreached].flat(),
      ...[...kinked, ...tiedLosses].filter(({ isRight }) => !isRight)
    ]
    const missed = everyMistake.flatMap(wrong => {
      const failed = new Set(verdicts(() => wrong.laws, seeds).failed)
      return Array.from({ length: seeds }, (_, seed) => seed).flatMap(seed =>
        failed.has(seed) ? [] : [{ mistake: wrong.name, seed }]
      )
    })
    const named = (wrong: typeof wrongLayers) => {
      const { rows, named } = prove(wrong, { seed: 1 })
      return { of: rows.length, named, unnamed: rows.filter(row => !row.named).map(({ name }) => name) }
    }
    const result = {
      task: 'every law on what is wrong, at the default number of draws',
      mistakes: everyMistake.length,
      command: 'npm run check:long',
      seeds: { from: 0, to: seeds - 1 },
      missed,
      causes: {
        table: named(wrongLayers),
        heldOut: named(heldOutLayers),
        heldOutLater: named(laterLayers),
        plain: named(plain),
        large: named(large)
      }
    }
    await write('laws-wrong.json', result)
    expect(result.missed).toEqual([])
  },
  3 * 60 * 60_000
)
