/** The thread of `isolated.ts`: imports the laws, tries them one by one, and tells of each draw before it is tried. */
import { parentPort, workerData } from 'node:worker_threads'
import { type Job, type Message } from './isolated.js'
import { type Law } from './Law.js'
import { verify } from './verify.js'

interface LawsModule {
  readonly laws: (argument: unknown) => readonly Law[] | Promise<readonly Law[]>
}

const tell = (message: Message): void => parentPort?.postMessage(message)

// eslint-disable-next-line @typescript-eslint/no-unsafe-assignment -- only isolated.ts starts this thread
const { module, argument, options, from }: Job = workerData
// eslint-disable-next-line @typescript-eslint/no-unsafe-assignment -- the contract of `Job.module`
const { laws }: LawsModule = await import(module)
const all = await laws(argument)
tell({ kind: 'laws', laws: all.map(({ name, statement }) => ({ law: name, statement })) })
for (const law of all.slice(from)) {
  const watch: NonNullable<Parameters<typeof verify>[1]>['watch'] = (_, trial) =>
    tell({ kind: 'trial', exhibits: trial.exhibits() })
  for (const result of verify([law], { ...options, watch }).results) tell({ kind: 'result', result })
}
