import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { apS, bindTo, chain, chainEitherK, map, type TaskEither, tryCatch } from 'fp-ts/lib/TaskEither.js'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { showShape } from '../tensor/Shape.js'
import { type Idx } from './idx.js'
import { readIdx } from './idxFile.js'

/** Images of handwritten digits and their labels, in the order of the file. */
export interface Digits {
  /** Number of images. */
  readonly count: number
  /** 784 grey levels per image, row by row, from 0 (background) to 255. Do not write to this array. */
  readonly pixels: Uint8Array
  /** The digit of each image, 0 to 9. Do not write to this array. */
  readonly labels: Uint8Array
}

/** The MNIST database: images of 28 × 28 grey levels and the digits that they show. `readMnist` reads it. */
export interface Mnist {
  /** The training set: 60,000 images. */
  readonly train: Digits
  /** The test set: 10,000 images. */
  readonly test: Digits
}

/** Width and height of an image, in pixels. */
export const side = 28

/** Combines images and labels, after checking that their sizes agree. */
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
      return left(`${labelsPath}: expected labels from 0 to 9, found ${wrong} at index ${labels.bytes.indexOf(wrong)}`)
    return right({ count, pixels: images.bytes, labels: labels.bytes })
  }

/** The path of a file in a folder. Mirrors write `images-idx3`, some archives `images.idx3`; both with or without `.gz`. */
const fileIn =
  (folder: string, present: readonly string[]) =>
  (set: string, what: string, axes: number): string => {
    const name = (mark: string, ending: string): string => `${set}-${what}${mark}idx${axes}-ubyte${ending}`
    const names = ['-', '.'].flatMap(mark => ['.gz', ''].map(ending => name(mark, ending)))
    return join(folder, names.find(one => present.includes(one)) ?? name('-', '.gz'))
  }

/**
 * Reads MNIST from its four IDX files in a folder, plain or compressed with gzip: `train-images-idx3-ubyte.gz`,
 * `train-labels-idx1-ubyte.gz`, `t10k-images-idx3-ubyte.gz` and `t10k-labels-idx1-ubyte.gz`.
 *
 * LeCun, Cortes and Burges, The MNIST database of handwritten digits.
 *
 * @returns a `Left` of one line: the file, the expected value and the value found
 * @example const mnist = await readMnist('data/mnist')()
 */
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
      () => `${folder}: expected a folder with the four MNIST files, found none`
    ),
    map(present => fileIn(folder, present)),
    chain(file => pipe(digitsOf(file, 'train'), bindTo('train'), apS('test', digitsOf(file, 't10k'))))
  )
}
