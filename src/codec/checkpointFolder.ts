import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { none, type Option, some } from 'fp-ts/lib/Option.js'
import { chain, chainEitherK, fromEither, map, mapLeft, of, type TaskEither, tryCatch } from 'fp-ts/lib/TaskEither.js'
import { readdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from './checkpoint.js'
import { fileReason, readBytes, writeBytes } from './file.js'
import { makeFolder } from './makeFolder.js'
import { type OwnKinds } from './model.js'

/** Which checkpoints of a folder to keep: the latest ones and the best one. The others are deleted. */
export interface Keeping {
  /** Number of latest checkpoints to keep. */
  readonly last: number
  /** Epoch of the best checkpoint, which is kept too. */
  readonly best: number
}

const nameOf = (epoch: number): string => `epoch-${String(epoch).padStart(6, '0')}.safetensors`

/** The path of an epoch's checkpoint: `epoch-000012.safetensors` in the folder. */
export const checkpointIn = (folder: string, epoch: number): string => join(folder, nameOf(epoch))

const epochOf = (name: string): number | undefined => {
  const [, digits] = /^epoch-(\d+)\.safetensors$/.exec(name) ?? []
  return digits === undefined ? undefined : Number(digits)
}

/** Whether a file is the temporary file of an interrupted write: the name of a checkpoint, then a dot and a number. */
const isLeftover = (name: string): boolean => /^epoch-\d+\.safetensors\.\d+$/.test(name)

/** The epochs whose checkpoints are to be deleted. */
export const superfluous = (epochs: readonly number[], { last, best }: Keeping): readonly number[] =>
  epochs
    .toSorted((one, other) => other - one)
    .slice(last)
    .filter(epoch => epoch !== best)

const inFolder = <A>(folder: string, run: () => Promise<A>): TaskEither<string, A> =>
  tryCatch(run, error => `${folder}: ${fileReason(error)}`)

/** The path of the latest checkpoint, or `undefined` if the folder has none. Creates the folder if it does not exist. */
export const lastCheckpoint = (folder: string): TaskEither<string, string | undefined> =>
  inFolder(folder, async () => {
    await makeFolder(folder)
    const epochs = (await readdir(folder)).flatMap(name => epochOf(name) ?? [])
    return epochs.length === 0 ? undefined : checkpointIn(folder, Math.max(...epochs))
  })

const tidy = (folder: string, keeping: Keeping): TaskEither<string, void> =>
  inFolder(folder, async () => {
    const names = await readdir(folder)
    const epochs = names.flatMap(name => epochOf(name) ?? [])
    const old = [...superfluous(epochs, keeping).map(nameOf), ...names.filter(isLeftover)]
    await Promise.all(old.map(name => unlink(join(folder, name))))
  })

/** Writes the bytes of a checkpoint, then deletes the checkpoints that `keeping` does not name. */
export const writeCheckpoint = (
  folder: string,
  epoch: number,
  bytes: Uint8Array,
  keeping: Keeping
): TaskEither<string, void> =>
  pipe(
    inFolder(folder, () => makeFolder(folder)),
    chain(() => writeBytes(checkpointIn(folder, epoch), bytes)),
    chain(() => tidy(folder, keeping)),
    map(() => undefined)
  )

/**
 * Saves a checkpoint as `epoch-000012.safetensors` in a folder, then deletes the checkpoints that `keeping` does not name.
 *
 * The file replaces an earlier one atomically: a crash leaves either the old checkpoint or the new one. The folder is created if
 * it does not exist; other files in it are left alone.
 *
 * @param keeping which checkpoints to keep
 * @param own builders of custom kinds. Default: none.
 * @returns a `Left` of one line that begins with the folder or the file
 * @example await saveCheckpoint('runs/xor', checkpoint, { last: 3, best: 1 })()
 */
export const saveCheckpoint = (
  folder: string,
  checkpoint: Checkpoint,
  keeping: Keeping,
  own?: OwnKinds
): TaskEither<string, void> =>
  pipe(
    fromEither(encodeCheckpoint(checkpoint, own)),
    mapLeft(reason => `${folder}: ${reason}`),
    chain(bytes => writeCheckpoint(folder, Math.ceil(checkpoint.state.epoch), bytes, keeping))
  )

/** Reads one checkpoint file. A `Left` is one line that begins with the path. */
export const readCheckpoint = (path: string, own?: OwnKinds): TaskEither<string, Checkpoint> =>
  pipe(
    readBytes(path),
    chainEitherK(bytes =>
      pipe(
        decodeCheckpoint(bytes, own),
        E.mapLeft(reason => `${path}: ${reason}`)
      )
    )
  )

/**
 * Reads the latest checkpoint of a folder: `none` if the folder has no checkpoint. Creates the folder if it does not exist.
 *
 * Pass its state to `trajectory` as `from`: the training continues bit for bit.
 *
 * @param own builders of the custom kinds in the file. Default: none.
 * @returns a `Left` of one line that begins with the folder or the file
 * @example
 * const found = await resumeFrom('runs/xor')()
 * const from = isRight(found) && isSome(found.right) ? found.right.value.state : 1
 */
export const resumeFrom = (folder: string, own?: OwnKinds): TaskEither<string, Option<Checkpoint>> =>
  pipe(
    lastCheckpoint(folder),
    chain(path => (path === undefined ? of(none) : pipe(readCheckpoint(path, own), map(some))))
  )
