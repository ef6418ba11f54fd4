/**
 * MNIST in its four IDX files: images of 28 × 28 grey levels, from 0, the background, to 255, and the digits that they show.
 *
 * LeCun, Cortes and Burges, The MNIST database of handwritten digits.
 */
import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { apS, bindTo, chain, chainEitherK, map, type TaskEither, tryCatch } from 'fp-ts/lib/TaskEither.js'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { showShape } from '../tensor/Shape.js'
import { type Idx } from './idx.js'
import { readIdx } from './idxFile.js'

/** Images in the order of their file. */
export interface Digits {
  readonly count: number
  /** 784 grey levels an image, row by row. Not to be written. */
  readonly pixels: Uint8Array
  /** What each image shows, 0 to 9. */
  readonly labels: Uint8Array
}

export interface Mnist {
  readonly train: Digits
  readonly test: Digits
}

/** Pixels from one edge of an image to the other. */
export const side = 28

/** Images and labels, if they belong together. */
const digits =
  (imagesPath: string, labelsPath: string) =>
  ({ images, labels }: { readonly images: Idx; readonly labels: Idx }): Either<string, Digits> => {
    const [count = 0, ...size] = images.shape
    const [labelled = 0] = labels.shape
    const wrong = labels.bytes.find(label => label > 9)
    if (size.some(length => length !== side))
      return left(`${imagesPath}: expected images of [${side}, ${side}], found ${showShape(size)}`)
    if (labelled !== count)
      return left(`${labelsPath}: expected ${count} labels, one for each image, found ${labelled}`)
    if (wrong !== undefined)
      return left(`${labelsPath}: expected labels from 0 to 9, found ${wrong} at place ${labels.bytes.indexOf(wrong)}`)
    return right({ count, pixels: images.bytes, labels: labels.bytes })
  }

/** A mirror has the names with a hyphen, what is unpacked by hand often a dot; each with `.gz` or without. */
const fileIn =
  (folder: string, present: readonly string[]) =>
  (set: string, what: string, axes: number): string => {
    const name = (mark: string, ending: string): string => `${set}-${what}${mark}idx${axes}-ubyte${ending}`
    const names = ['-', '.'].flatMap(mark => ['.gz', ''].map(ending => name(mark, ending)))
    return join(folder, names.find(one => present.includes(one)) ?? name('-', '.gz'))
  }

/** Reads the four files in a folder. A `Left` is one line: the file, what was expected, what was found. */
export const readMnist = (folder: string): TaskEither<string, Mnist> => {
  const digitsOf = (file: ReturnType<typeof fileIn>, set: string): TaskEither<string, Digits> => {
    const [images, labels] = [file(set, 'images', 3), file(set, 'labels', 1)]
    return pipe(
      readIdx(images, 3),
      bindTo('images'),
      apS('labels', readIdx(labels, 1)),
      chainEitherK(digits(images, labels))
    )
  }
  return pipe(
    tryCatch(
      () => readdir(folder),
      () => `${folder}: expected a folder with the four files of MNIST, found none`
    ),
    map(present => fileIn(folder, present)),
    chain(file => pipe(digitsOf(file, 'train'), bindTo('train'), apS('test', digitsOf(file, 't10k'))))
  )
}
