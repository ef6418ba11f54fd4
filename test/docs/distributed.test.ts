/** The numbers of docs/distributed.md are those of docs/results/distributed.json, which `npm run bench:distributed` writes. */
import * as t from 'io-ts'
import { isLeft } from 'fp-ts/lib/Either.js'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const Results = t.type({
  onThreads: t.array(t.type({ parameters: t.number, batch: t.number, share: t.number, faster: t.number })),
  round: t.type({ bullmq: t.number, ratio: t.number }),
  local: t.array(t.type({ rate: t.number, what: t.string, accuracy: t.number, below: t.number }))
})

const text = readFileSync('docs/distributed.md', 'utf8').replace(/\s+/g, ' ')

const statements = (): readonly string[] => {
  const found = Results.decode(JSON.parse(readFileSync('docs/results/distributed.json', 'utf8')))
  if (isLeft(found)) throw new Error('docs/results/distributed.json has another form')
  const { onThreads, round, local } = found.right
  const large = onThreads.filter(({ batch }) => batch === 2048)
  const small = onThreads.filter(({ batch }) => batch === 512)
  const [one, two] = large
  const accuracy = (rate: number, what: string): string =>
    `${(100 * (local.find(row => row.rate === rate && row.what.startsWith(what))?.accuracy ?? NaN)).toFixed(1)} %`
  const averages = local.flatMap(({ what, below }) => (what.startsWith('plain') ? [100 * below] : []))
  const replicas = 'DiLoCo, 4 replicas, K = 10'
  return [
    `${one?.faster.toFixed(1)} times as fast as one process for ${one?.parameters.toLocaleString('en')} parameters`,
    `${two?.faster.toFixed(1)} times for ${two?.parameters.toLocaleString('en')}, which is ${large.map(({ share }) => share.toFixed(2)).join(' and ')} of`,
    small.every(({ faster }) => faster < 1) ? 'With batches of 512 no network gained' : 'With batches of 512',
    `took ${round.bullmq.toFixed(0)} ms, ${round.ratio.toFixed(1)} times a list in Redis`,
    `reached ${accuracy(0.0003, replicas)} with \`adam(0.0003)\`, one machine ${accuracy(0.0003, 'one')}`,
    `reached ${accuracy(0.001, replicas)}, one machine ${accuracy(0.001, 'one')}`,
    `Plain averages lost ${Math.min(...averages).toFixed(1)} to ${Math.max(...averages).toFixed(1)} points`
  ]
}

test('the sizing advice has the measured numbers', () => {
  for (const statement of statements()) expect(text).toContain(statement)
})
