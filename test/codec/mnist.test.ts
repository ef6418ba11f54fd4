/** Reads MNIST from a folder. */
import { isRight, left } from 'fp-ts/lib/Either.js'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { readMnist } from '../../src/codec/mnist.js'
import { folderOf, idx, smallMnist, temporaryFolder } from './idxBytes.js'

const read = (folder: string) => readMnist(folder)()

const trainImages = 'train-images-idx3-ubyte.gz'
const trainLabels = 'train-labels-idx1-ubyte.gz'
const testImages = 't10k-images-idx3-ubyte.gz'

test('reads the four files', async () => {
  const result = await read(folderOf(smallMnist))
  if (!isRight(result)) throw new Error(result.left)
  const { train, test } = result.right
  expect([train.count, train.pixels.length, train.labels.length, test.count]).toEqual([200, 200 * 784, 200, 50])
  expect([...train.labels.subarray(0, 4)]).toEqual([0, 7, 4, 1])
  expect(train.pixels[4 * 28 + 10]).toBe(255)
})

test('reads unpacked files, with a hyphen or a dot in their names', async () => {
  const files = Object.entries(smallMnist)
  const unpacked = files.map(([name, bytes]) => [name.replace('.gz', ''), gunzipSync(bytes)] as const)
  const dotted = files.map(([name, bytes]) => [name.replace('-idx', '.idx'), bytes] as const)
  for (const named of [unpacked, dotted]) {
    const result = await read(folderOf(Object.fromEntries(named)))
    expect(isRight(result) && result.right.train.pixels[4 * 28 + 10]).toBe(255)
  }
})

describe('refused with one line that names the file', () => {
  const images = (height: number, width: number) =>
    gzipSync(idx([200, height, width], new Uint8Array(200 * height * width)))

  test.each([
    [
      'labels instead of images',
      testImages,
      smallMnist['t10k-labels-idx1-ubyte.gz'],
      'expected the magic number 0x00000803, found 0x00000801'
    ],
    [
      'truncated',
      testImages,
      smallMnist[testImages]?.subarray(0, 100),
      'expected a complete gzip file, found only its first 100 bytes'
    ],
    [
      'different numbers of images and labels',
      trainLabels,
      gzipSync(idx([199], new Uint8Array(199))),
      'expected 200 labels, one for each image, found 199'
    ],
    [
      'a label out of range',
      trainLabels,
      gzipSync(idx([200], new Uint8Array(200).fill(10, 7, 8))),
      'expected labels from 0 to 9, found 10 at index 7'
    ],
    ['another size of images', trainImages, images(27, 27), 'expected images of [28, 28], found [27, 27]'],
    ['another width of images', trainImages, images(28, 27), 'expected images of [28, 28], found [28, 27]'],
    [
      '10¹² images',
      trainImages,
      idx([4e9, 28, 28], []),
      'expected at most 536870912 numbers, found [4000000000, 28, 28]'
    ]
  ])('%s', async (_, name, bytes, line) => {
    const folder = folderOf({ ...smallMnist, [name]: bytes })
    expect(await read(folder)).toEqual(left(`${join(folder, name)}: ${line}`))
  })

  test.each([trainLabels, trainImages])('without %s', async name => {
    const folder = folderOf({ ...smallMnist, [name]: undefined })
    expect(await read(folder)).toEqual(left(`${join(folder, name)} cannot be read: there is no such file or folder`))
  })

  test('a missing folder', async () => {
    const folder = join(temporaryFolder(), 'nowhere')
    expect(await read(folder)).toEqual(left(`${folder}: expected a folder with the four MNIST files, found none`))
  })

  test('a folder instead of a file', async () => {
    const folder = folderOf({ ...smallMnist, [trainImages]: undefined })
    mkdirSync(join(folder, trainImages))
    expect(await read(folder)).toEqual(left(`${join(folder, trainImages)} cannot be read: it is a folder, not a file`))
  })
})

describe('the real files', () => {
  const shared = fileURLToPath(new URL('../../../shared/data/mnist', import.meta.url))

  test('60,000 and 10,000 digits', async ({ skip }) => {
    if (!existsSync(shared)) {
      console.log('skipped: ../shared/data/mnist is not there')
      skip('../shared/data/mnist is not there')
    }
    const result = await read(shared)
    if (!isRight(result)) throw new Error(result.left)
    const { train, test } = result.right
    expect([train.count, test.count]).toEqual([60_000, 10_000])
    expect([...train.labels.subarray(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4])
    expect([...test.labels.subarray(0, 10)]).toEqual([7, 2, 1, 0, 4, 1, 4, 9, 5, 9])
    // 0.1307 is the mean grey level of the published training set, which is widely used for normalisation.
    expect(train.pixels.reduce((sum, level) => sum + level, 0) / train.pixels.length / 255).toBeCloseTo(0.1307, 3)
  })
})
