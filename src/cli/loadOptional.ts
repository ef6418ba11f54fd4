import { tryCatch, type TaskEither } from 'fp-ts/lib/TaskEither.js'
import { type Failure, usage } from './Command.js'

export const messageOf = (thrown: unknown): string =>
  (thrown instanceof Error ? thrown.message : String(thrown)).replace(/\s+/g, ' ')

/** Loads an optional peer dependency, or a module that imports it. If it is not installed, the line says what needs it. */
export const loadOptional = <A>(what: string, command: string, load: () => Promise<A>): TaskEither<Failure, A> =>
  tryCatch(load, thrown => {
    const message = messageOf(thrown)
    const name = command.slice(command.lastIndexOf(' ') + 1)
    return usage(message.includes(`'${name}'`) ? `${what}, which is not installed: ${command}` : message)
  })
