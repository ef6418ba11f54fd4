/** How the pages show verdicts of laws. */
import { type Result } from '../laws/law/verify.js'

type Shown = Readonly<Record<Result['verdict'] | 'not tried', string>>

export const signs: Shown = { holds: '✓', partial: '~', fails: '✗', inconclusive: '?', 'not tried': '·' }

export const words: Shown = {
  holds: 'holds',
  partial: 'holds in part',
  fails: 'fails',
  inconclusive: 'not decided',
  'not tried': 'not tried'
}
