/** The thread of `isolated.ts`: makes the laws, verifies them one by one, and reports each draw before it is tried. */
import { exit } from 'node:process'
import { parentPort, workerData } from 'node:worker_threads'
import { type Calling, type Candidate, type Job, type Message } from './isolated.js'
import { type Finding, type Law, type Trial } from '../law/Law.js'
import { verify } from './verify.js'

interface JobModule {
  readonly candidates: (argument: unknown, calling: Calling) => readonly Candidate[] | Promise<readonly Candidate[]>
}

const tell = (message: Message): void => parentPort?.postMessage(message)

/** Whether a draw is being tried. */
let isTrying = false

const calling: Calling = (what, call) => {
  if (isTrying) return call()
  tell({ kind: 'doing', doing: { exhibits: [what] } })
  try {
    return call()
  } finally {
    tell({ kind: 'doing', doing: { exhibits: [] } })
  }
}

const toldDetails = (finding: Finding, { exhibits }: Trial): Finding => {
  if (finding.outcome !== 'fails') return finding
  const { message, details } = finding.failure
  const told = () => {
    tell({ kind: 'doing', doing: { exhibits: exhibits(), found: message } })
    return details()
  }
  return { outcome: 'fails', failure: { ...finding.failure, details: told } }
}

/** The same law, reporting each draw before and after it is tried. */
const told = (law: Law): Law => ({
  ...law,
  property: law.property.map(trial => ({
    ...trial,
    check: focus => {
      tell({ kind: 'doing', doing: { exhibits: trial.exhibits() } })
      isTrying = true
      try {
        return toldDetails(trial.check(focus), trial)
      } finally {
        isTrying = false
        tell({ kind: 'doing', doing: { exhibits: [] } })
      }
    }
  }))
})

// eslint-disable-next-line @typescript-eslint/no-unsafe-assignment -- only isolated.ts starts this thread
const { module, argument, options, from }: Job = workerData
// eslint-disable-next-line @typescript-eslint/no-unsafe-assignment -- the contract of `Job.module`
const { candidates }: JobModule = await import(module)
const all = await candidates(argument, calling)
tell({ kind: 'candidates', names: all.map(({ name }) => name) })
for (const [candidate, { laws }] of all.entries()) {
  if (candidate < from) continue
  tell({ kind: 'candidate', candidate })
  const own = laws()
  tell({ kind: 'laws', laws: own.map(({ name, statement }) => ({ law: name, statement })) })
  for (const law of own) for (const result of verify([told(law)], options).results) tell({ kind: 'result', result })
}
tell({ kind: 'done' })
// Does not wait for timers or promises that a layer has started.
exit()
