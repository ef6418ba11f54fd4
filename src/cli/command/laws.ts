import { pipe } from 'fp-ts/lib/function.js'
import { right } from 'fp-ts/lib/Either.js'
import { chain, map, type TaskEither } from 'fp-ts/lib/TaskEither.js'
import { command, type Failure, type Run } from '../Command.js'
import { exitCode, type ExitCode } from '../exitCode.js'
import { prove } from '../laws/prove.js'
import { loadLaws, type Laws } from '../loadLaws.js'
import { verifyOwn } from '../laws/own.js'
import { type Examined, holds, jsonResults, report, type Tried } from '../laws/report.js'
import { flag, type Given, option, optional, seed, type shared } from '../Option.js'
import { type Terminal } from '../Terminal.js'
import { displayFor } from '../watch.js'
import { positiveInteger, positiveNumber, text } from '../Written.js'

const words = {
  module: optional(text('a module'), {
    text: 'JavaScript file whose exported layers are verified, instead of all built-in ones',
    value: 'file'
  })
}

const options = {
  seed,
  runs: option(positiveInteger, { text: 'number of random samples for each law', value: 'number', fallback: '50' }),
  timeLimit: option(positiveNumber, {
    text: 'time limit for one sample of an exported layer, which may never return',
    value: 'seconds',
    fallback: '10'
  }),
  prove: flag('run the laws on known mistakes and print which law rejects which mistake')
}

type Asked = Given<typeof words> & Given<typeof options> & Given<typeof shared>

/** Verifies one law after the other, and yields to the event loop in between so that Ctrl-C skips the rest. */
const tryAll =
  (laws: Laws, { seed, runs, json }: Asked) =>
  (terminal: Terminal): TaskEither<Failure, Examined> =>
  async () => {
    const display = displayFor(json, terminal)
    const begin = terminal.seconds()
    const groups = laws.everything()
    const total = groups.reduce((sum, group) => sum + group.laws.length, 0)
    const tried: Tried[] = []
    let done = 0
    for (const { kind, name, laws: own } of groups) {
      const results: Tried['results'][number][] = []
      for (const law of own) {
        if (terminal.interrupted()) break
        results.push(...laws.verify([law], { seed, runs }).results)
        done++
        const seconds = terminal.seconds() - begin
        display.show({ label: 'tried', latest: name, unit: 'laws', done, total, measures: {}, seconds })()
        await new Promise(resolve => setTimeout(resolve, 0))
      }
      tried.push({ kind, name, results })
    }
    display.end()
    return right({ tried, interrupted: done < total })
  }

const verify =
  (laws: Laws, asked: Asked) =>
  (terminal: Terminal): TaskEither<Failure, ExitCode> => {
    const { module, seed, json } = asked
    const begin = terminal.seconds()
    return pipe(
      (module === undefined ? tryAll(laws, asked) : verifyOwn(module, asked))(terminal),
      map(({ tried, interrupted }) => {
        const coverage = module === undefined ? laws.networkCoverage() : new Map<string, number>()
        const outcome = { tried, coverage, seconds: terminal.seconds() - begin, seed }
        terminal.write(json ? jsonResults(outcome) : report(laws, outcome))()
        if (interrupted) return exitCode.interrupted
        return holds(outcome) ? exitCode.done : exitCode.missed
      })
    )
  }

const run =
  (asked: Asked): Run =>
  terminal =>
    pipe(
      loadLaws,
      chain(laws => (asked.prove ? prove(laws, asked) : verify(laws, asked))(terminal))
    )

/** `pullback laws` */
export const laws = command(
  {
    name: 'laws',
    summary: 'verify the laws for every built-in layer, or for your own layers',
    description:
      'Verifies every law for every built-in layer, loss and optimizer, for compositions, random networks and training, and prints which laws hold. With MODULE, verifies the layers that this file exports.',
    arguments: words,
    options,
    example: 'pullback laws --runs 20'
  },
  run
)
