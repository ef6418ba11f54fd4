import { pipe } from 'fp-ts/lib/function.js'
import { map, type TaskEither } from 'fp-ts/lib/TaskEither.js'
import { exitCode, type ExitCode } from '../exitCode.js'
import { type Terminal } from '../Terminal.js'
import { displayFor, walk } from '../watch.js'
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
  (terminal: Terminal): TaskEither<never, ExitCode> => {
    const steps = laws.everythingWrong.flatMap(({ of, wrong }) => wrong.map(one => ({ of, one })))
    return pipe(
      walk(
        steps,
        ({ of, one }) => ({ of, ...laws.proveOne(one, { seed, runs }) }),
        (done, { one }) => ({ label: 'tried', latest: one.name, unit: 'mistakes', done, total: steps.length }),
        displayFor(json, terminal)
      )(terminal),
      map(all => {
        const rejected = all.filter(({ rejectedBy }) => rejectedBy.length > 0).length
        const holds = rejected === all.length
        const kinds = [...new Set(all.map(({ of }) => of))]
        terminal.write(
          json
            ? [
                ...all.map(row => jsonLine({ type: 'mistake', ...row })),
                jsonLine({ type: 'result', holds, mistakes: all.length, rejected, seed })
              ].join('')
            : kinds
                .map(kind => [
                  kind.toUpperCase(),
                  laws.showProof(
                    proofOf(
                      seed,
                      all.filter(({ of }) => of === kind)
                    )
                  )
                ])
                .map(([title, proof]) => `${title}\n\n${proof}\n`)
                .join('\n')
        )()
        if (all.length < steps.length) return exitCode.interrupted
        return holds ? exitCode.done : exitCode.missed
      })
    )
  }

const proofOf = (seed: number, rows: readonly Proven[]): Parameters<Laws['showProof']>[0] => ({
  seed,
  rows,
  holds: rows.every(({ rejectedBy }) => rejectedBy.length > 0),
  named: rows.filter(({ named }) => named).length
})
