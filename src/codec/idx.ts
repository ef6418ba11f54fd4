import { chain, type Either, left, right, tryCatch } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { constants, gunzipSync } from 'node:zlib'
import { elementCount, type Shape, showShape } from '../tensor/Shape.js'
import { codeOf, fileReason } from './file.js'

/** The content of an IDX file: unsigned bytes of a shape, in row-major order. `readIdx` reads one. */
export interface Idx {
  /** Size of each axis, such as [60000, 28, 28]. */
  readonly shape: Shape
  /** The numbers in row-major order, each from 0 to 255. Do not write to this array. */
  readonly bytes: Uint8Array
}

/** Maximum number of bytes after decompression: ten times the training images of MNIST. */
export const mostBytes = 2 ** 29

const unsignedByte = 8

const hexadecimal = (magic: number): string => `0x${magic.toString(16).padStart(8, '0')}`

/** The shape in the header, and the offset of the numbers. */
const header =
  (axes: number) =>
  (bytes: Uint8Array): Either<string, { readonly shape: Shape; readonly begin: number }> => {
    const begin = 4 * (1 + axes)
    if (bytes.length < begin) return left(`expected a header of ${begin} bytes, found ${bytes.length}`)
    const view = new DataView(bytes.buffer, bytes.byteOffset, begin)
    const [expected, found] = [unsignedByte * 256 + axes, view.getUint32(0)]
    if (found !== expected)
      return left(`expected the magic number ${hexadecimal(expected)}, found ${hexadecimal(found)}`)
    const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 * (1 + axis)))
    if (shape.includes(0)) return left(`expected positive sizes, found ${showShape(shape)}`)
    if (elementCount(shape) > mostBytes) return left(`expected at most ${mostBytes} numbers, found ${showShape(shape)}`)
    return right({ shape, begin })
  }

const isCompressed = ([first, second]: Uint8Array): boolean => first === 0x1f && second === 0x8b

/** Compressed bytes to expand for the header: 4 KB, which expand to 4 MB at most. */
const beginning = 4096

const expand = (bytes: Uint8Array, settings: Parameters<typeof gunzipSync>[1]): Either<string, Uint8Array> =>
  tryCatch(
    () => gunzipSync(bytes, settings),
    error => {
      const code = codeOf(error)
      if (code === 'Z_BUF_ERROR') return `expected a complete gzip file, found only its first ${bytes.length} bytes`
      if (code === 'ERR_BUFFER_TOO_LARGE') return 'expected no more numbers than its header says, found more'
      return `expected a gzip file, found ${fileReason(error)}`
    }
  )

// Z_SYNC_FLUSH expands an incomplete stream without an error, as the documentation of Node recommends.
const expanded =
  (axes: number) =>
  (bytes: Uint8Array): Either<string, Uint8Array> =>
    pipe(
      expand(bytes.subarray(0, beginning), { finishFlush: constants.Z_SYNC_FLUSH }),
      chain(header(axes)),
      chain(({ shape, begin }) => expand(bytes, { maxOutputLength: begin + elementCount(shape) }))
    )

/**
 * Decodes an IDX file, the format of MNIST: a magic number, the size of each axis, then the numbers in row-major order.
 *
 *     0  0  type  axes    size of axis 0 …    numbers …          sizes are 32 bits, most significant byte first
 *
 * Reads type 8, unsigned bytes; plain, or compressed with gzip (detected by the first two bytes). Nothing is allocated for the
 * claim of a header: compressed bytes are expanded as far as the header first, and then no further than the header says.
 *
 * LeCun, Cortes and Burges, The MNIST database of handwritten digits.
 *
 * @param axes expected number of axes
 * @returns a `Left` with the expected value and the value found
 */
export const decodeIdx =
  (axes: number) =>
  (file: Uint8Array): Either<string, Idx> =>
    pipe(
      isCompressed(file) ? expanded(axes)(file) : right(file),
      chain(bytes =>
        pipe(
          header(axes)(bytes),
          chain(({ shape, begin }) => {
            const found = bytes.length - begin
            return found === elementCount(shape)
              ? right({ shape, bytes: bytes.subarray(begin) })
              : left(
                  `expected ${elementCount(shape)} numbers for the shape ${showShape(shape)} in its header, found ${found}`
                )
          })
        )
      )
    )
