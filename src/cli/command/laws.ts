import { pipe } from 'fp-ts/lib/function.js'
import { chain, chainFirst, map, mapLeft, of, type TaskEither } from 'fp-ts/lib/TaskEither.js'
import { writeBytes } from '../../files.js'
import { badData, command, type Failure } from '../Command.js'
import { exitCode, type ExitCode } from '../exitCode.js'
import { tryAll, tryOn } from '../laws/all.js'
import { measure } from '../laws/mutants.js'
import { prove } from '../laws/prove.js'
import { loadLaws, type Laws } from '../loadLaws.js'
import { verifyOwn } from '../laws/own.js'
import { flag, type Given, option, optional, seed, type shared } from '../Option.js'
import { checkPaths } from '../paths.js'
import { type Terminal } from '../Terminal.js'
import { ofPool, withPool } from '../train/distribution.js'
import { positiveInteger, positiveNumber, text } from '../Written.js'

const words = {
  module: optional(text('a module'), {
    text: 'JavaScript file whose exported layers are verified, instead of all built-in ones',
    value: 'file'
  })
}

const options = {
  seed,
  runs: optional(positiveInteger, {
    text: 'number of random samples for each law. Default: 50, fewer for laws with large samples'
  }),
  timeLimit: option(positiveNumber, {
    text: 'time limit for one sample of an exported layer, which may never return',
    value: 'seconds',
    fallback: '10'
  }),
  ...ofPool,
  seeds: option(positiveInteger, {
    text: 'with --redis or --threads: number of seeds for each law, from --seed on',
    fallback: '1'
  }),
  junit: optional(text('a file'), {
    text: 'JUnit XML file for the results, which continuous integration displays',
    value: 'file'
  }),
  prove: flag('run the laws on known mistakes and print which law rejects which mistake'),
  mutants: flag(
    'with MODULE: make mistakes in the gradients of the exported layers, and print how many the laws find and which they miss'
  )
}

type Asked = Given<typeof words> & Given<typeof options> & Given<typeof shared>

const verify =
  (laws: Laws, asked: Asked) =>
  (terminal: Terminal): TaskEither<Failure, ExitCode> => {
    const { module, seed, json, junit: file } = asked
    const begin = terminal.seconds()
    return pipe(
      checkPaths({}, { '--junit': file }),
      chain(() =>
        module === undefined
          ? withPool(asked, pool => (pool === undefined ? tryAll(laws, asked) : tryOn(pool, laws, asked))(terminal))(
              terminal
            )
          : verifyOwn(module, asked)(terminal)
      ),
      map(({ tried, interrupted }) => {
        const isWhole = module === undefined && interrupted === undefined
        const coverage = isWhole ? laws.networkCoverage() : new Map<string, number>()
        const outcome = { tried, coverage, seconds: terminal.seconds() - begin, seed, interrupted }
        terminal.write((json ? laws.overviewToJson : laws.showOverview)(outcome))()
        return outcome
      }),
      chainFirst(outcome =>
        file === undefined ? of(undefined) : pipe(writeBytes(file, laws.overviewToJunit(outcome)), mapLeft(badData))
      ),
      map(outcome => {
        if (outcome.interrupted !== undefined) return exitCode.interrupted
        return laws.allHold(outcome) ? exitCode.done : exitCode.missed
      })
    )
  }

/** `pullback laws` */
export const laws = command(
  {
    name: 'laws',
    summary: 'verify the laws for every built-in layer, or for your own layers',
    description:
      'Verifies every law for every built-in layer, loss and optimizer, for compositions, random networks and training, and prints which laws hold. With MODULE, verifies the layers that this file exports. With --mutants, measures the laws: each operation of a layer’s gradients is changed in turn (a sign, a factor, a dropped term, a shifted index), and the laws must reject the change, as in `pullback laws my-layer.mjs --mutants`.',
    arguments: words,
    options,
    example: 'pullback laws --runs 20'
  },
  asked => terminal =>
    pipe(
      loadLaws,
      chain(laws =>
        (asked.mutants ? measure(laws, asked) : asked.prove ? prove(laws, asked) : verify(laws, asked))(terminal)
      )
    )
)
