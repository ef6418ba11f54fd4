/**
 * Checkpoints in a folder: `epoch-000012.safetensors`, each written whole or not at all. The last ones are kept, and the best.
 */
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

export interface Keeping {
  /** How many of the last. */
  readonly last: number
  /** The epoch of the best one, which is kept too. */
  readonly best: number
}

const nameOf = (epoch: number): string => `epoch-${String(epoch).padStart(6, '0')}.safetensors`

/** The path of the checkpoint of an epoch. */
export const checkpointIn = (folder: string, epoch: number): string => join(folder, nameOf(epoch))

const epochOf = (name: string): number | undefined => {
  const [, digits] = /^epoch-(\d+)\.safetensors$/.exec(name) ?? []
  return digits === undefined ? undefined : Number(digits)
}

/** What a write that was cut short leaves behind: the name, and a number behind it. */
const isLeftover = (name: string): boolean => /^epoch-\d+\.safetensors\.\d+$/.test(name)

/** The epochs whose checkpoints need not be kept. */
export const superfluous = (epochs: readonly number[], { last, best }: Keeping): readonly number[] =>
  epochs
    .toSorted((one, other) => other - one)
    .slice(last)
    .filter(epoch => epoch !== best)

const inFolder = <A>(folder: string, run: () => Promise<A>): TaskEither<string, A> =>
  tryCatch(run, error => `${folder}: ${fileReason(error)}`)

/** The path of the last checkpoint; none where there is none, or no folder. */
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

/** Writes a checkpoint, and only then removes what need not be kept. */
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

/** Writes a checkpoint of where training has come to, and removes what need not be kept. */
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

/** Reads the last checkpoint of a folder; none where there is none yet. */
export const resumeFrom = (folder: string, own?: OwnKinds): TaskEither<string, Option<Checkpoint>> =>
  pipe(
    lastCheckpoint(folder),
    chain(path => (path === undefined ? of(none) : pipe(readCheckpoint(path, own), map(some))))
  )
