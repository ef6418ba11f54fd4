import { jsonLine } from '../../codec/jsonLine.js'
import { pipe } from 'fp-ts/lib/function.js'
import { map, type TaskEither } from 'fp-ts/lib/TaskEither.js'
import { exitCode, type ExitCode } from '../exitCode.js'
import { type Terminal } from '../Terminal.js'
import { displayFor, walk } from '../watch.js'
import { type Laws } from '../loadLaws.js'

interface Asked {
  readonly seed: number
  readonly runs: number | undefined
  readonly json: boolean
}

/** Tries one mistake after the other. */
function* proven({ everythingWrong, proveOne }: Laws, { seed, runs }: Asked) {
  for (const { of, wrong } of everythingWrong) for (const one of wrong) yield { of, ...proveOne(one, { seed, runs }) }
}

/** Runs the laws on known mistakes, one after the other, and prints which law rejects which mistake. */
export const prove =
  (laws: Laws, asked: Asked) =>
  (terminal: Terminal): TaskEither<never, ExitCode> => {
    const { seed, json } = asked
    const total = laws.everythingWrong.reduce((sum, { wrong }) => sum + wrong.length, 0)
    return pipe(
      walk(
        proven(laws, asked),
        (done, { name }) => ({ label: 'tried', latest: name, unit: 'mistakes', done, total }),
        displayFor(json, terminal)
      )(terminal),
      map(all => {
        const { rows, holds } = laws.proofOf(seed, all)
        const rejected = rows.filter(({ rejectedBy }) => rejectedBy.length > 0).length
        const ofKind = (kind: string) => all.filter(({ of }) => of === kind)
        const interrupted = all.length < total ? `${all.length} of ${total} mistakes tried` : undefined
        terminal.write(
          json
            ? [
                ...all.map(row => jsonLine({ type: 'mistake', ...row })),
                jsonLine({
                  type: 'result',
                  holds: holds && !interrupted,
                  mistakes: all.length,
                  rejected,
                  interrupted,
                  seed
                })
              ].join('')
            : [
                ...[...new Set(all.map(({ of }) => of))].map(
                  kind => `${kind.toUpperCase()}\n\n${laws.showProof(laws.proofOf(seed, ofKind(kind)))}\n`
                ),
                ...(interrupted === undefined ? [] : [`Interrupted: ${interrupted}\n`])
              ].join('\n')
        )()
        if (interrupted !== undefined) return exitCode.interrupted
        return holds ? exitCode.done : exitCode.missed
      })
    )
  }
