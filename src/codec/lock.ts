import { left, right } from 'fp-ts/lib/Either.js'
import { bracket, type TaskEither } from 'fp-ts/lib/TaskEither.js'
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { codeOf, fileReason } from './file.js'
import { makeFolder } from './makeFolder.js'

/** When a process started, in ticks since the start of the machine. Empty if it is unknown, as on macOS. */
const startOf = async (pid: number | string): Promise<string> => {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // The name of the program is in parentheses and may contain spaces.
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? ''
}

/** The content of a lock: a process, and when it started, because numbers of processes are used again. */
const ownerOf = async (pid: number): Promise<string> => `${pid} ${hostname()} ${await startOf(pid)}\n`

/** Whether the process that wrote a lock may still run. */
const isAlive = async (owner: string): Promise<boolean> => {
  const [pid = '', host, start = ''] = owner.trimEnd().split(' ')
  if (host !== hostname()) return true
  try {
    process.kill(Number(pid), 0)
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return false
  }
  return start === '' || start === (await startOf(pid))
}

/** Takes the lock. Returns the process that holds it instead, if there is one. */
const take = async (lock: string): Promise<string | undefined> => {
  const own = `${lock}.${process.pid}`
  await writeFile(own, await ownerOf(process.pid))
  try {
    for (;;) {
      // Creates the lock with its content at once, and only if it does not exist.
      const taken = await link(own, lock).then(
        () => true,
        (error: unknown) => {
          if (codeOf(error) !== 'EEXIST') throw error
          return false
        }
      )
      if (taken) return undefined
      const owner = await readFile(lock, 'utf8').catch(() => '')
      if (owner !== '' && (await isAlive(owner))) return owner.split(' ')[0]
      // Of several processes that find an abandoned lock, only one can rename it.
      await rename(lock, `${own}.old`).catch(() => undefined)
      await rm(`${own}.old`, { force: true })
    }
  } finally {
    await rm(own, { force: true })
  }
}

/**
 * Runs a task while this process holds the lock of a folder, so that two training runs cannot destroy each other's checkpoints.
 * Creates the folder if it does not exist. Fails if another process holds the lock.
 *
 * The lock is a file with the number of the process. A lock whose process no longer runs, because it was killed or the machine was
 * switched off, is taken over at once.
 *
 * @param folder folder of checkpoints
 * @param failure turns a line into the error of the task
 * @example
 * const saved = await pipe(saveCheckpoint('runs/xor', checkpoint, { last: 3, best: 1 }), withLock('runs/xor', identity))()
 */
export const withLock =
  <E>(folder: string, failure: (line: string) => E) =>
  <A>(task: TaskEither<E, A>): TaskEither<E, A> => {
    const lock = join(folder, 'pullback.lock')
    const acquired: TaskEither<E, string> = async () => {
      try {
        await makeFolder(folder)
        const owner = await take(lock)
        if (owner === undefined) return right(lock)
        const advice = `wait for its end, or choose another folder (${lock} names the process)`
        return left(failure(`${folder} is used by process ${owner}: ${advice}`))
      } catch (error) {
        return left(failure(`${folder}: ${fileReason(error)}`))
      }
    }
    const release: TaskEither<E, void> = async () => right(await rm(lock, { force: true }))
    return bracket(
      acquired,
      () => task,
      () => release
    )
  }
