import { right } from 'fp-ts/lib/Either.js'
import { type TaskEither } from 'fp-ts/lib/TaskEither.js'
import { type Failure } from '../Command.js'
import { exitCode, type ExitCode } from '../exitCode.js'
import { type Terminal } from '../Terminal.js'
import { displayFor } from '../watch.js'
import { type Laws } from '../loadLaws.js'
import { jsonLine } from './report.js'

type Proven = ReturnType<Laws['proveOne']>

interface Asked {
  readonly seed: number
  readonly runs: number
  readonly json: boolean
}

/** Runs the laws on known mistakes, one after the other, and prints which law rejects which mistake. */
export const prove =
  (laws: Laws, { seed, runs, json }: Asked) =>
  (terminal: Terminal): TaskEither<Failure, ExitCode> =>
  async () => {
    const display = displayFor(json, terminal)
    const begin = terminal.seconds()
    const total = laws.everythingWrong.reduce((sum, { wrong }) => sum + wrong.length, 0)
    const proofs: { readonly of: string; readonly rows: readonly Proven[] }[] = []
    let done = 0
    for (const { of, wrong } of laws.everythingWrong) {
      const rows: Proven[] = []
      for (const one of wrong) {
        if (terminal.interrupted()) break
        rows.push(laws.proveOne(one, { seed, runs }))
        done++
        const seconds = terminal.seconds() - begin
        display.show({ label: 'tried', latest: one.name, unit: 'mistakes', done, total, measures: {}, seconds })()
        await new Promise(resolve => setTimeout(resolve, 0))
      }
      proofs.push({ of, rows })
    }
    display.end()
    const all = proofs.flatMap(({ rows }) => rows)
    const rejected = all.filter(({ rejectedBy }) => rejectedBy.length > 0).length
    const holds = rejected === all.length
    const text = json
      ? [
          ...proofs.flatMap(({ of, rows }) => rows.map(row => jsonLine({ type: 'mistake', of, ...row }))),
          jsonLine({ type: 'result', holds, mistakes: all.length, rejected, seed })
        ].join('')
      : proofs
          .filter(({ rows }) => rows.length > 0)
          .map(({ of, rows }) => `${of.toUpperCase()}\n\n${laws.showProof(proofOf(seed, rows))}\n`)
          .join('\n')
    terminal.write(text)()
    if (done < total) return right(exitCode.interrupted)
    return right(holds ? exitCode.done : exitCode.missed)
  }

const proofOf = (seed: number, rows: readonly Proven[]): Parameters<Laws['showProof']>[0] => ({
  seed,
  rows,
  holds: rows.every(({ rejectedBy }) => rejectedBy.length > 0),
  named: rows.filter(({ named }) => named).length
})
